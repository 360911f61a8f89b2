#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace seaworthy {

/// Words of a constant table, sorted. Two small Bloom filters, which the compiler makes, tell most words that are not
/// among them apart without a look at the table.
class WordSet {
 public:
  constexpr WordSet() = default;
  constexpr explicit WordSet(std::span<const std::string_view> sorted) : words_(sorted) {
    for (const std::string_view word : sorted) {
      if (word.empty()) continue;
      sizes_ |= by_size(word);
      ends_ |= by_end(word);
    }
  }

  constexpr bool contains(std::string_view word) const {
    return !word.empty() && (sizes_ & by_size(word)) != 0 && (ends_ & by_end(word)) != 0 &&
           std::ranges::binary_search(words_, word);
  }
  constexpr bool empty() const { return words_.empty(); }
  constexpr auto begin() const { return words_.begin(); }
  constexpr auto end() const { return words_.end(); }

 private:
  static constexpr std::uint64_t bit(std::size_t number) { return std::uint64_t{1} << (number % 64); }
  static constexpr std::size_t code(char c) { return static_cast<unsigned char>(c); }
  static constexpr std::uint64_t by_size(std::string_view word) { return bit(word.size() * 7 + code(word.front())); }
  static constexpr std::uint64_t by_end(std::string_view word) {
    return bit(code(word.back()) + code(word[word.size() / 2]) * 5);
  }

  std::span<const std::string_view> words_;
  std::uint64_t sizes_ = 0;
  std::uint64_t ends_ = 0;
};

}  // namespace seaworthy
