#include "base/edit_distance.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/ascii.h"

namespace seaworthy {
namespace {

/// Which letters occur in a word; some share a bit.
std::uint64_t letters_of(std::string_view word, Letters letters) {
  std::uint64_t set = 0;
  for (const char letter : word)
    set |= std::uint64_t{1} << ((letters == Letters::ignoring_case ? ascii::to_lower(letter) : letter) & 63);
  return set;
}

}  // namespace

unsigned edit_distance(std::string_view left, std::string_view right, unsigned limit, Letters letters) {
  constexpr std::size_t longest = 256;
  const std::size_t difference = left.size() > right.size() ? left.size() - right.size() : right.size() - left.size();
  if (difference > limit || left.size() > longest || right.size() > longest) return limit + 1;
  // An edit brings one letter into the set and takes one out of it, at most.
  const auto letters_apart =
      static_cast<unsigned>(std::popcount(letters_of(left, letters) ^ letters_of(right, letters)));
  if (letters_apart > 2 * limit) return limit + 1;
  const auto equal = [letters](char a, char b) {
    return a == b || (letters == Letters::ignoring_case && ascii::to_lower(a) == ascii::to_lower(b));
  };
  // Three rows of the usual table: a swap of neighbours looks two rows back.
  using Row = std::array<unsigned, longest + 1>;
  Row first, second, third;
  Row* before_last = &first;
  Row* last = &second;
  Row* current = &third;
  for (std::size_t column = 0; column <= right.size(); ++column) (*last)[column] = static_cast<unsigned>(column);
  unsigned smallest_before = 0;
  for (std::size_t line = 1; line <= left.size(); ++line) {
    // Further from the diagonal every distance is above the limit.
    const std::size_t from = line > limit ? line - limit : 1, to = std::min(right.size(), line + limit);
    (*current)[from - 1] = from == 1 ? static_cast<unsigned>(line) : limit + 1;
    if (to == line + limit) (*last)[to] = limit + 1;
    unsigned smallest = (*current)[from - 1];
    for (std::size_t column = from; column <= to; ++column) {
      const unsigned replaced = (*last)[column - 1] + (equal(left[line - 1], right[column - 1]) ? 0 : 1);
      unsigned distance = std::min({(*last)[column] + 1, (*current)[column - 1] + 1, replaced});
      if (line > 1 && column > 1 && equal(left[line - 1], right[column - 2]) &&
          equal(left[line - 2], right[column - 1]))
        distance = std::min(distance, (*before_last)[column - 2] + 1);
      (*current)[column] = distance;
      smallest = std::min(smallest, distance);
    }
    // No later line falls below the smallest of this one and, through a swap, of the one before.
    if (smallest > limit && smallest_before > limit) return limit + 1;
    smallest_before = smallest;
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return std::min((*last)[right.size()], limit + 1);
}

}  // namespace seaworthy
