#pragma once

#include <algorithm>
#include <string_view>

#include "dockerfile/ast.h"

namespace seaworthy::dockerfile {

/// Whether a text stands in an instruction: on its line, or in the heredocs that follow it.
inline bool says(const Instruction& instruction, std::string_view part) {
  constexpr std::size_t nowhere = std::string_view::npos;
  return instruction.line.text.find(part) != nowhere ||
         std::ranges::any_of(instruction.heredocs,
                             [&](const Heredoc& heredoc) { return heredoc.body.text.find(part) != nowhere; });
}

}  // namespace seaworthy::dockerfile
