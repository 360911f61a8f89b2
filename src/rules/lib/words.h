#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"
#include "base/path_text.h"

namespace seaworthy::rules {

/// A blank-separated list of words. Of one that is written as a literal the compiler makes two small Bloom filters, so
/// that most words that are not in it are told apart without a look at its text.
class WordList {
 public:
  template <std::size_t size>
  consteval WordList(const char (&words)[size]) : text_(words, size - 1), sizes_(0), ends_(0) {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const std::size_t end = std::min(text_.find(' ', begin), text_.size());
      const std::string_view word = text_.substr(begin, end - begin);
      if (!word.empty()) sizes_ |= by_size(word), ends_ |= by_end(word);
      begin = end + 1;
    }
  }
  /// Of a list that only a run knows nothing is ruled out beforehand.
  constexpr WordList(std::string_view words) : text_(words) {}

  constexpr bool empty() const { return text_.empty(); }
  constexpr std::string_view text() const { return text_; }
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

  std::string_view text_;
  std::uint64_t sizes_ = ~std::uint64_t{0};
  std::uint64_t ends_ = ~std::uint64_t{0};
};

/// Whether `word` is one of the words of a list.
constexpr bool is_one_of(const WordList& list, std::string_view word) {
  if (!list.may_contain(word)) return false;
  // Where a word is part of the text it must also stand between blanks.
  const std::string_view text = list.text();
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' '))
      return word.find(' ') == std::string_view::npos;
  }
  return false;
}

using ascii::equal_ignoring_case;
using ascii::is_digit;
constexpr char lower(char c) { return ascii::to_lower(c); }

constexpr bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// What stands before the first `separator`, or everything.
constexpr std::string_view before(std::string_view text, char separator) {
  return text.substr(0, text.find(separator));
}

}  // namespace seaworthy::rules
