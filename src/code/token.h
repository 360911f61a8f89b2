#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// Application source as tokens: names, numbers, strings and punctuation, with comments left out. Nothing is parsed
/// beyond that; what a file means is read from short runs of tokens (code/program.h).
namespace seaworthy::code {

enum class Language : std::uint8_t { javascript, python, go, java, csharp, ruby, php, rust, elixir };

/// By the ending of the name; TypeScript is read as JavaScript, Kotlin as Java. Nothing for other files.
std::optional<Language> language_of(std::string_view path);

/// As rows of knowledge/ on code call it: "javascript", "csharp".
std::string_view name(Language language);

enum class TokenKind : std::uint8_t { name, number, string, punctuation };

struct Token {
  TokenKind kind = TokenKind::punctuation;
  bool dynamic = false;     ///< A string into which values are put: `a${b}`, f"{b}", "#{b}".
  bool line_start = false;  ///< The first one of its line.
  std::uint32_t begin = 0;  ///< Bytes of the whole token, quotes included.
  std::uint32_t end = 0;
  std::string_view text;  ///< Of a string: what stands between the quotes, escapes as written.
  bool is(std::string_view wanted) const { return kind != TokenKind::string && text == wanted; }
};

/// Tokens of a source. A string that does not end ends with its line or with the file; nothing is ever an error.
std::vector<Token> tokens(std::string_view source, Language language);

}  // namespace seaworthy::code
