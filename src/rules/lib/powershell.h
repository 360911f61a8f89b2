#pragma once

#include <string_view>

#include "rules/lib/words.h"

/// What scripts in PowerShell set before they do anything. The language itself is not parsed.
namespace seaworthy::rules {

/// Whether a script gives a preference variable a value before `end`, the place of what it is asked for:
/// `$ErrorActionPreference = 'Stop'`. Letter case and quotes do not matter, as in PowerShell.
inline bool sets_preference(std::string_view script, std::string_view variable, std::string_view value,
                            std::size_t end = std::string_view::npos) {
  for (std::size_t at = 0; at + variable.size() < script.size() && at < end; ++at) {
    if (script[at] != '$' || !equal_ignoring_case(script.substr(at + 1, variable.size()), variable)) continue;
    std::size_t next = script.find_first_not_of(" \t", at + 1 + variable.size());
    if (next == std::string_view::npos || script[next] != '=') continue;
    next = script.find_first_not_of(" \t'\"\\$", next + 1);
    if (next != std::string_view::npos && equal_ignoring_case(script.substr(next, value.size()), value)) return true;
  }
  return false;
}

}  // namespace seaworthy::rules
