#include "code/token.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace seaworthy::code {
namespace {

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 128;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; }

/// Longest first.
constexpr std::array<std::string_view, 27> operators = {
    "===", "!==", "...", "**=", "<<=", ">>=", "=>", ":=", "==", "!=", "||", "??", "&&", "::",
    "->",  "?.",  "<=",  ">=",  "+=",  "-=",  "<-", "++", "--", "**", "..", "|>", "//"};

class Scanner {
 public:
  Scanner(std::string_view source, Language language) : source_(source), language_(language) {
    result_.reserve(source.size() / 5);
  }

  std::vector<Token> scan() {
    if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
    if (source_.substr(at_).starts_with("#!")) skip_line();
    while (at_ < source_.size()) step();
    return std::move(result_);
  }

 private:
  bool c_comments() const {
    return language_ != Language::python && language_ != Language::ruby && language_ != Language::elixir;
  }
  bool hash_comments() const {
    return language_ == Language::python || language_ == Language::ruby || language_ == Language::php ||
           language_ == Language::elixir;
  }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  bool at(std::string_view text) const { return source_.substr(at_).starts_with(text); }

  void skip_line() {
    const std::size_t end = source_.find('\n', at_);
    at_ = end == std::string_view::npos ? source_.size() : end;
  }
  void skip_behind(std::string_view end) {
    const std::size_t found = source_.find(end, at_);
    at_ = found == std::string_view::npos ? source_.size() : found + end.size();
  }

  void add(TokenKind kind, std::size_t begin, std::size_t text_begin, std::size_t text_end, bool dynamic = false) {
    Token token;
    token.kind = kind;
    token.dynamic = dynamic;
    token.line_start = new_line_;
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(at_);
    token.text = source_.substr(text_begin, text_end - text_begin);
    result_.push_back(token);
    new_line_ = false;
  }

  void step() {
    const char c = source_[at_];
    if (is_space(c)) {
      new_line_ = new_line_ || c == '\n';
      ++at_;
      return;
    }
    // A line that goes on.
    if (c == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
      at_ += peek(1) == '\n' ? 2 : 3;
      return;
    }
    if (c_comments() && c == '/' && peek(1) == '/') return skip_line();
    if (c_comments() && c == '/' && peek(1) == '*') {
      at_ += 2;
      return skip_behind("*/");
    }
    // `#[...]` is an attribute of PHP.
    if (hash_comments() && c == '#' && !(language_ == Language::php && peek(1) == '[')) return skip_line();
    if (language_ == Language::csharp && c == '#' && new_line_) return skip_line();
    if (language_ == Language::ruby && new_line_ && at("=begin")) return skip_behind("\n=end");
    // `?"` is a character of Elixir.
    if (language_ == Language::elixir && c == '?' && (peek(1) == '"' || peek(1) == '\'' || peek(1) == '#')) {
      const std::size_t begin = at_;
      at_ += 2;
      return add(TokenKind::number, begin, begin, at_);
    }
    if (string_literal()) return;
    if (is_digit(c)) return number();
    if (is_name_start(c)) return word();
    if (c == '/' && language_ == Language::javascript && regular_expression()) return;
    for (const std::string_view each : operators)
      if (at(each)) {
        const std::size_t begin = at_;
        at_ += each.size();
        return add(TokenKind::punctuation, begin, begin, at_);
      }
    const std::size_t begin = at_++;
    add(TokenKind::punctuation, begin, begin, at_);
  }

  void number() {
    const std::size_t begin = at_;
    while (is_name_part(peek()) || (peek() == '.' && is_digit(peek(1)))) ++at_;
    add(TokenKind::number, begin, begin, at_);
  }

  void word() {
    const std::size_t begin = at_;
    while (is_name_part(peek())) ++at_;
    add(TokenKind::name, begin, begin, at_);
  }

  /// Letters before a quote: r"", f'', b"", $"", @"".
  bool string_literal() {
    std::size_t ahead = 0;
    bool raw = false, dynamic = false, bytes = false;
    if (language_ == Language::python) {
      while (ahead < 2 && std::string_view("rRbBuUfF").find(peek(ahead)) != std::string_view::npos &&
             peek(ahead) != '\0') {
        raw = raw || peek(ahead) == 'r' || peek(ahead) == 'R';
        dynamic = dynamic || peek(ahead) == 'f' || peek(ahead) == 'F';
        ++ahead;
      }
    } else if (language_ == Language::csharp) {
      while (ahead < 2 && (peek(ahead) == '$' || peek(ahead) == '@')) {
        raw = raw || peek(ahead) == '@';
        dynamic = dynamic || peek(ahead) == '$';
        ++ahead;
      }
    } else if (language_ == Language::rust) {
      if (peek() == 'b') {
        bytes = true;
        ++ahead;
      }
      if (peek(ahead) == 'r' && (peek(ahead + 1) == '"' || peek(ahead + 1) == '#')) return rust_raw(ahead + 1);
      if (bytes && peek(ahead) != '"') return false;
    }
    const char quote = peek(ahead);
    if (quote != '"' && quote != '\'' && quote != '`') return false;
    if (quote == '`' && (language_ != Language::javascript && language_ != Language::go && language_ != Language::ruby))
      return false;
    // 'a is a lifetime in Rust; characters of Go, Java and C# are short.
    if (quote == '\'' && (language_ == Language::rust || language_ == Language::go || language_ == Language::java ||
                          language_ == Language::csharp))
      return character();
    const std::size_t begin = at_;
    at_ += ahead;
    if ((language_ == Language::python || language_ == Language::java || language_ == Language::csharp ||
         language_ == Language::elixir) &&
        peek(1) == quote && peek(2) == quote && quote != '`') {
      at_ += 3;
      const std::size_t text = at_;
      const char triple[3] = {quote, quote, quote};
      skip_behind(std::string_view(triple, 3));
      add(TokenKind::string, begin, text, std::max(text, at_ >= text + 3 ? at_ - 3 : at_),
          dynamic && source_.substr(text, at_ - text).find('{') != std::string_view::npos);
      return true;
    }
    ++at_;
    const std::size_t text = at_;
    if (quote == '`' && language_ == Language::javascript) {
      const bool has_values = template_text();
      add(TokenKind::string, begin, text, at_ > text && source_[at_ - 1] == '`' ? at_ - 1 : at_, has_values);
      return true;
    }
    const bool many_lines = (quote == '`' && language_ == Language::go) || language_ == Language::php ||
                            language_ == Language::ruby || language_ == Language::rust || raw;
    const bool escapes = !(quote == '`' && language_ == Language::go) && !(raw && language_ == Language::csharp);
    while (at_ < source_.size() && source_[at_] != quote) {
      if (source_[at_] == '\n' && !many_lines) break;
      if (source_[at_] == '\\' && escapes && at_ + 1 < source_.size()) ++at_;
      ++at_;
    }
    at_ = std::min(at_, source_.size());
    const std::size_t end = at_;
    if (peek() == quote) ++at_;
    const std::string_view content = source_.substr(text, end - text);
    if (dynamic) dynamic = content.find('{') != std::string_view::npos;
    if ((language_ == Language::ruby || language_ == Language::elixir) && quote == '"')
      dynamic = content.find("#{") != std::string_view::npos;
    if (language_ == Language::php && quote == '"') dynamic = content.find('$') != std::string_view::npos;
    add(TokenKind::string, begin, text, end, dynamic);
    return true;
  }

  bool rust_raw(std::size_t ahead) {
    const std::size_t begin = at_;
    std::size_t marks = 0;
    while (peek(ahead + marks) == '#') ++marks;
    if (peek(ahead + marks) != '"') return false;
    at_ += ahead + marks + 1;
    const std::size_t text = at_;
    const std::string close = "\"" + std::string(marks, '#');
    skip_behind(close);
    add(TokenKind::string, begin, text, at_ >= text + close.size() ? at_ - close.size() : at_);
    return true;
  }

  /// 'x' or '\n' as a number would be; a lifetime is left out.
  bool character() {
    const std::size_t begin = at_;
    std::size_t length = 0;
    if (peek(1) == '\\') {
      const std::size_t close = source_.find('\'', at_ + 3);
      if (close != std::string_view::npos && close - at_ < 14) length = close - at_ + 1;
    } else {
      for (std::size_t size = 1; size <= 4 && length == 0; ++size)
        if (peek(1 + size) == '\'') length = size + 2;
    }
    if (length == 0) {
      ++at_;
      while (is_name_part(peek())) ++at_;
      return true;
    }
    at_ += length;
    add(TokenKind::number, begin, begin, at_);
    return true;
  }

  /// From behind the opening backtick to behind the closing one. True when it holds `${...}`.
  bool template_text() {
    bool has_values = false;
    // Open `${`, each with the braces opened in it; a template inside a value starts another level.
    std::vector<int> braces;
    std::vector<bool> in_text = {true};
    while (at_ < source_.size() && !in_text.empty()) {
      const char c = source_[at_];
      if (in_text.back()) {
        if (c == '\\') {
          at_ = std::min(at_ + 2, source_.size());
        } else if (c == '`') {
          ++at_;
          in_text.pop_back();
        } else if (c == '$' && peek(1) == '{') {
          has_values = true;
          at_ += 2;
          in_text.push_back(false);
          braces.push_back(0);
        } else {
          ++at_;
        }
        continue;
      }
      ++at_;
      if (c == '{') ++braces.back();
      if (c == '}' && braces.back()-- == 0) {
        braces.pop_back();
        in_text.pop_back();
      } else if (c == '`') {
        in_text.push_back(true);
      } else if (c == '"' || c == '\'') {
        while (at_ < source_.size() && source_[at_] != c && source_[at_] != '\n') at_ += source_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_ + 1, source_.size());
      }
      if (in_text.size() > 64) at_ = source_.size();
    }
    return has_values;
  }

  /// `/.../flags` where no value stands before it that could be divided.
  bool regular_expression() {
    if (!result_.empty()) {
      const Token& before = result_.back();
      const bool word_before = before.kind == TokenKind::name && before.text != "return" && before.text != "typeof" &&
                               before.text != "case" && before.text != "in" && before.text != "of";
      if (word_before || before.kind == TokenKind::number || before.kind == TokenKind::string || before.is(")") ||
          before.is("]") || before.is("}"))
        return false;
    }
    bool in_class = false;
    std::size_t end = at_ + 1;
    for (; end < source_.size() && source_[end] != '\n'; ++end) {
      if (source_[end] == '\\') {
        ++end;
      } else if (source_[end] == '[') {
        in_class = true;
      } else if (source_[end] == ']') {
        in_class = false;
      } else if (source_[end] == '/' && !in_class) {
        break;
      }
    }
    if (end >= source_.size() || source_[end] != '/') return false;
    const std::size_t begin = at_;
    at_ = end + 1;
    while (is_name_part(peek())) ++at_;
    // A pattern, not a text: no path can be read from it.
    add(TokenKind::string, begin, begin, at_, true);
    return true;
  }

  std::string_view source_;
  Language language_;
  std::size_t at_ = 0;
  bool new_line_ = true;
  std::vector<Token> result_;
};

}  // namespace

std::optional<Language> language_of(std::string_view path) {
  static constexpr std::pair<std::string_view, Language> endings[] = {
      {".js", Language::javascript},  {".mjs", Language::javascript}, {".cjs", Language::javascript},
      {".jsx", Language::javascript}, {".ts", Language::javascript},  {".mts", Language::javascript},
      {".cts", Language::javascript}, {".tsx", Language::javascript}, {".py", Language::python},
      {".go", Language::go},          {".java", Language::java},      {".kt", Language::java},
      {".cs", Language::csharp},      {".rb", Language::ruby},        {".ru", Language::ruby},
      {".php", Language::php},        {".rs", Language::rust},        {".ex", Language::elixir},
      {".exs", Language::elixir}};
  for (const auto& [ending, language] : endings)
    if (path.ends_with(ending)) return language;
  return std::nullopt;
}

std::vector<Token> tokens(std::string_view source, Language language) { return Scanner(source, language).scan(); }

std::string_view name(Language language) {
  switch (language) {
    case Language::javascript:
      return "javascript";
    case Language::python:
      return "python";
    case Language::go:
      return "go";
    case Language::java:
      return "java";
    case Language::csharp:
      return "csharp";
    case Language::ruby:
      return "ruby";
    case Language::php:
      return "php";
    case Language::rust:
      return "rust";
    case Language::elixir:
      return "elixir";
  }
  return "";
}

}  // namespace seaworthy::code
