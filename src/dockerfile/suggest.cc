#include "dockerfile/suggest.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "dockerfile/characters.h"

namespace seaworthy::dockerfile {

int edit_distance(std::string_view first, std::string_view second, int limit) {
  const auto difference = static_cast<long>(first.size()) - static_cast<long>(second.size());
  if (std::labs(difference) > limit || first.size() > 256) return limit + 1;
  const std::size_t columns = second.size() + 1;
  std::vector<int> before_last(columns);
  std::vector<int> last(columns);
  std::vector<int> current(columns);
  for (std::size_t column = 0; column < columns; ++column) last[column] = static_cast<int>(column);
  for (std::size_t row = 1; row <= first.size(); ++row) {
    current[0] = static_cast<int>(row);
    for (std::size_t column = 1; column < columns; ++column) {
      const bool same = lower(first[row - 1]) == lower(second[column - 1]);
      current[column] = std::min({last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1)});
      const bool swapped = row > 1 && column > 1 && lower(first[row - 1]) == lower(second[column - 2]) &&
                           lower(first[row - 2]) == lower(second[column - 1]);
      if (swapped) current[column] = std::min(current[column], before_last[column - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return std::min(last.back(), limit + 1);
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  // A third of the word may be wrong, but never more than three characters.
  const int limit = std::min(3, (static_cast<int>(std::min<std::size_t>(word.size(), 64)) + 2) / 3);
  int best = limit + 1;
  std::string_view result;
  for (const std::string_view candidate : candidates) {
    const int distance = edit_distance(word, candidate, limit);
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
