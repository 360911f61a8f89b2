#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace seaworthy {

/// The first words of a line, parted by blanks, as configuration files of one directive per line are written; words
/// that are not there are empty. Views on the line.
template <std::size_t Count>
std::array<std::string_view, Count> leading_words(std::string_view line) {
  std::array<std::string_view, Count> words;
  for (std::string_view& word : words) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    word = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(word.size());
  }
  return words;
}

}  // namespace seaworthy
