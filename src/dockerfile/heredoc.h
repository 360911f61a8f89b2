#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace seaworthy::dockerfile {

/// What a word of an instruction says about a heredoc.
struct HeredocWord {
  bool is_heredoc = false;
  bool fault = false;  ///< It looks like one, but its delimiter cannot be read.
  std::string name;    ///< Delimiter without quotes.
  bool expands = true;
  bool strips_tabs = false;
};

/// Reads `<<EOF`, `<<-EOF`, `3<<"EOF"`. The word keeps its quotes and escapes.
HeredocWord parse_heredoc_word(std::string_view word, std::size_t* work_left);

}  // namespace seaworthy::dockerfile
