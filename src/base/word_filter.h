#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seaworthy {

/// Two small Bloom filters, which the compiler makes of constant words: they tell most words that are not among them
/// apart without a look at the words.
class WordFilter {
 public:
  /// Rules nothing but the empty word out, for words that only a run knows.
  static constexpr WordFilter open() {
    WordFilter filter;
    filter.sizes_ = filter.ends_ = ~std::uint64_t{0};
    return filter;
  }

  constexpr void add(std::string_view word) {
    if (word.empty()) return;
    sizes_ |= by_size(word);
    ends_ |= by_end(word);
  }
  constexpr bool may_contain(std::string_view word) const {
    return !word.empty() && (sizes_ & by_size(word)) != 0 && (ends_ & by_end(word)) != 0;
  }

 private:
  static constexpr std::uint64_t bit(std::size_t number) { return std::uint64_t{1} << (number % 64); }
  static constexpr std::size_t code(char c) { return static_cast<unsigned char>(c); }
  static constexpr std::uint64_t by_size(std::string_view word) { return bit(word.size() * 7 + code(word.front())); }
  static constexpr std::uint64_t by_end(std::string_view word) {
    return bit(code(word.back()) + code(word[word.size() / 2]) * 5);
  }

  std::uint64_t sizes_ = 0;
  std::uint64_t ends_ = 0;
};

}  // namespace seaworthy
