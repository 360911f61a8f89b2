#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "base/word_filter.h"

namespace seaworthy {

/// Words of a constant table, sorted.
class WordSet {
 public:
  constexpr WordSet() = default;
  constexpr explicit WordSet(std::span<const std::string_view> sorted) : words_(sorted) {
    for (const std::string_view word : sorted) filter_.add(word);
  }

  constexpr bool contains(std::string_view word) const {
    return filter_.may_contain(word) && std::ranges::binary_search(words_, word);
  }
  constexpr bool empty() const { return words_.empty(); }
  constexpr auto begin() const { return words_.begin(); }
  constexpr auto end() const { return words_.end(); }

 private:
  std::span<const std::string_view> words_;
  WordFilter filter_;
};

}  // namespace seaworthy
