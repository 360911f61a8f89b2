#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>

#include "project/model.h"

/// Which words the files of a kind have, so that no rule looks for one in all of them.
namespace seaworthy::rules {

constexpr bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Whether a text is made of letters, digits and `_` alone.
constexpr bool is_word(std::string_view text) {
  for (const char c : text)
    if (!is_word_character(c)) return false;
  return !text.empty();
}

/// Whether a name stands in a text, and not as a part of a longer one.
bool has_word(std::string_view text, std::string_view name);

/// The words of texts, each once.
class Vocabulary {
 public:
  /// The text must outlive this.
  void add(std::string_view text);
  /// Whether some text has a word of letters, digits and `_` as a whole.
  bool has(std::string_view word) const { return words_.contains(word); }
  /// Whether some text contains a part of letters, digits and `_`, be it inside a longer word.
  bool contains(std::string_view part) const;

 private:
  std::unordered_set<std::string_view> words_;
  std::string joined_;  ///< All of them, with a line break behind each.
};

/// Whether the text of some file of these kinds contains a part, be it inside a longer word.
bool is_spoken_of(const project::Project& project, std::initializer_list<project::FileKind> kinds,
                  std::string_view part);

}  // namespace seaworthy::rules
