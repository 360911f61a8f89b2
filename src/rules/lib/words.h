#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "base/path_text.h"
#include "base/word_filter.h"

namespace seaworthy::rules {

/// A blank-separated list of words. Of one that is written as a literal the compiler makes a filter, so that most words
/// that are not in it are told apart without a look at its text.
class WordList {
 public:
  template <std::size_t size>
  consteval WordList(const char (&words)[size]) : text_(words, size - 1) {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const std::size_t end = std::min(text_.find(' ', begin), text_.size());
      filter_.add(text_.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  constexpr WordList(std::string_view words) : text_(words), filter_(WordFilter::open()) {}

  constexpr bool empty() const { return text_.empty(); }
  constexpr std::string_view text() const { return text_; }
  constexpr bool may_contain(std::string_view word) const { return filter_.may_contain(word); }

 private:
  std::string_view text_;
  WordFilter filter_;
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
