#include "dockerfile/suggest.h"

#include <algorithm>

#include "base/edit_distance.h"

namespace seaworthy::dockerfile {

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  // A third of the word may be wrong, but never more than three characters.
  const auto limit = static_cast<unsigned>(std::min<std::size_t>(3, (word.size() + 2) / 3));
  unsigned best = limit + 1;
  std::string_view result;
  for (const std::string_view candidate : candidates) {
    const unsigned distance = edit_distance(word, candidate, limit, Letters::ignoring_case);
    if (distance >= best) continue;
    best = distance;
    result = candidate;
  }
  return result;
}

std::string listed(std::span<const std::string_view> words, std::string_view conjunction) {
  std::string text;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index != 0) {
      if (index + 1 == words.size()) {
        text.append(" ").append(conjunction).append(" ");
      } else {
        text.append(", ");
      }
    }
    text.append("`").append(words[index]).append("`");
  }
  return text;
}

}  // namespace seaworthy::dockerfile
