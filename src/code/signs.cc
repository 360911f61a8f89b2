#include "code/signs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/ascii.h"
#include "base/name_text.h"
#include "code/settings_class.h"
#include "code/token.h"

namespace seaworthy::code {
namespace {

using knowledge::CodeSign;
using Rows = std::vector<const CodeSign*>;

/// Tokens that `...` passes over at most.
constexpr std::uint32_t most_skipped = 160;

/// Calls `visit` for each alternative of a word of a pattern; true as soon as one call is.
template <class F>
bool any_alternative(std::string_view word, F visit) {
  if (word.starts_with('|')) return visit(word);
  while (!word.empty()) {
    std::size_t end = word.starts_with('"') ? word.find('"', 1) + 1 : word.find('|');
    end = std::min(end, word.size());
    if (visit(word.substr(0, end))) return true;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return false;
}

/// The alternatives by which a pattern is found: those of its first word.
void index_row(const CodeSign& row, std::unordered_map<std::string_view, Rows>& result) {
  any_alternative(row.tokens.front(), [&](std::string_view one) {
    if (one.starts_with('"')) one = one.substr(1, one.size() - 2);
    result[one].push_back(&row);
    return false;
  });
}

/// A first word that any file is full of; the second of its kind that is a name tells more.
bool is_common(std::string_view word) { return word == "." || word == "new"; }

/// Rows of one language by a text that a source must have for them to fit.
struct Index {
  std::unordered_map<std::string_view, Rows> rows;
  /// Of patterns that begin with `.` or `new`: how far behind the beginning the text stands.
  std::unordered_map<std::string_view, Rows> later;
  /// Of each row the alternatives of its longest word, one of which a source must have.
  std::unordered_set<std::string_view> needles;
  const CodeSign* tag = nullptr;    ///< The row of `<tag>`, whose pattern is nothing else.
  const CodeSign* field = nullptr;  ///< The row of `<field>`, likewise.
  std::size_t shortest = 64;
};

/// The first run of letters of a text: of `Access-Control`, `Access`.
std::string_view first_word(std::string_view text) {
  const auto is_part = [](char c) { return ascii::is_alphanumeric(c) || c == '_' || c == '$'; };
  const auto begin = std::ranges::find_if(text, is_part);
  const auto end = std::find_if_not(begin, text.end(), is_part);
  return {begin, end};
}

void add_needles(const CodeSign& row, Index& index) {
  std::vector<std::string_view> best;
  std::size_t length = 0;
  for (const std::string_view word : row.tokens) {
    if (word == "..." || word.starts_with('<')) continue;
    std::vector<std::string_view> alternatives;
    std::size_t shortest = 64;
    any_alternative(word, [&](std::string_view one) {
      alternatives.push_back(first_word(one));
      shortest = std::min(shortest, alternatives.back().size());
      return false;
    });
    if (shortest <= length) continue;
    length = shortest;
    best = std::move(alternatives);
  }
  index.needles.insert(best.begin(), best.end());
  index.shortest = std::min(index.shortest, std::max<std::size_t>(length, 1));
}

const Index& index_of(Language language) {
  static const std::array<Index, 9> all = [] {
    std::array<Index, 9> result;
    for (const CodeSign& row : knowledge::tables::code_signs)
      for (std::size_t index = 0; index < result.size(); ++index)
        if (row.language == name(static_cast<Language>(index))) {
          if (row.tokens.front() == "<tag>") {
            result[index].tag = &row;
            for (const std::string_view needle : {"envDefault", "envconfig", "default"})
              result[index].needles.insert(needle);
            continue;
          }
          if (row.tokens.front() == "<field>") {
            result[index].field = &row;
            result[index].needles.insert("BaseSettings");
            continue;
          }
          add_needles(row, result[index]);
          if (!is_common(row.tokens.front())) {
            index_row(row, result[index].rows);
            continue;
          }
          any_alternative(row.tokens[1], [&](std::string_view one) {
            result[index].later[one].push_back(&row);
            return false;
          });
        }
    return result;
  }();
  return all[static_cast<std::size_t>(language)];
}

bool opens(const Token& token) { return token.is("(") || token.is("[") || token.is("{"); }
bool closes(const Token& token) { return token.is(")") || token.is("]") || token.is("}"); }

class Matcher {
 public:
  explicit Matcher(const std::vector<Token>& tokens) : tokens_(tokens) {}

  /// The position behind the match that begins at a token.
  std::optional<std::uint32_t> match(std::span<const std::string_view> pattern, std::uint32_t at) {
    for (std::size_t index = 0; index < pattern.size(); ++index) {
      if (pattern[index] == "...") return skip(pattern.subspan(index + 1), at);
      if (at >= tokens_.size() || !fits(pattern[index], tokens_[at])) return std::nullopt;
      ++at;
    }
    return at;
  }

  std::string_view variable, value;
  std::uint32_t value_at = 0;

 private:
  std::optional<std::uint32_t> skip(std::span<const std::string_view> rest, std::uint32_t at) {
    int depth = 0;
    for (std::uint32_t passed = 0; at < tokens_.size() && passed < most_skipped; ++at, ++passed) {
      if (const std::optional<std::uint32_t> end = match(rest, at); end.has_value()) return end;
      if (opens(tokens_[at])) ++depth;
      if (closes(tokens_[at]) && depth-- == 0) return std::nullopt;
    }
    return std::nullopt;
  }

  bool fits(std::string_view word, const Token& token) {
    if (word == "<any>") return true;
    if (word == "<or>") return token.is("||") || token.is("??");
    if (word == "<variable>") {
      if (token.kind != TokenKind::name && (token.kind != TokenKind::string || token.dynamic)) return false;
      variable = token.text;
      return true;
    }
    if (word == "<value>") {
      const bool truth = token.is("true") || token.is("True") || token.is("false") || token.is("False");
      if (token.kind == TokenKind::string ? token.dynamic || token.text.empty()
                                          : token.kind != TokenKind::number && !truth)
        return false;
      value = token.text;
      value_at = static_cast<std::uint32_t>(&token - tokens_.data());
      return true;
    }
    return any_alternative(word, [&](std::string_view one) {
      if (one.starts_with('"')) {
        const std::string_view text = one.substr(1, one.size() - 2);
        if (token.kind != TokenKind::string) return false;
        return text.starts_with('~') ? token.text.starts_with(text.substr(1)) : token.text == text;
      }
      return token.kind != TokenKind::string && token.text == one;
    });
  }

  const std::vector<Token>& tokens_;
};

bool speaks_of_environment(const Token& token) {
  const std::string text = ascii::lowered(token.text.substr(0, 64));
  for (const std::string_view word :
       {"node_env", "development", "isdev", "is_dev", "app_env", "rails_env", "debug_mode", "production", "isprod",
        "is_prod", "environment", "testing", "is_test", "istest"})
    if (text.find(word) != std::string::npos) return true;
  return text == "dev" || text == "__dev__" || text == "env" || text == "debug" || text == "test";
}

/// Whether the place is reached under a condition on the environment alone.
class Guards {
 public:
  Guards(std::string_view source, const std::vector<Token>& tokens, Language language)
      : source_(source), tokens_(tokens), language_(language) {}

  /// Whether any condition at all stands around the place; of checks that settings switch off on purpose.
  bool any(std::uint32_t begin) const {
    const std::uint32_t first = line_begin(begin);
    for (std::uint32_t at = begin; at-- > first;)
      if (tokens_[at].is("if") || tokens_[at].is("?") || tokens_[at].is("&&")) return true;
    int depth = 0;
    for (std::uint32_t at = begin; at-- > 0;) {
      if (closes(tokens_[at])) ++depth;
      if (!opens(tokens_[at]) || depth-- > 0) continue;
      depth = 0;
      for (std::uint32_t word = line_begin(at); word < at; ++word)
        if (tokens_[word].is("if") || tokens_[word].is("else") || tokens_[word].is("case")) return true;
    }
    return false;
  }

  bool hold(std::uint32_t begin, std::uint32_t end) const {
    // Inside the match: `json({ ...(isDev && { stack: error.stack }) })`.
    for (std::uint32_t at = begin; at < end; ++at)
      if ((tokens_[at].is("&&") || tokens_[at].is("?")) && has_word(begin, at)) return true;
    // The statement's own line: `x if DEBUG`, `dev ? a : b`.
    const std::uint32_t first = line_begin(begin);
    for (std::uint32_t at = first; at < begin; ++at)
      if ((tokens_[at].is("if") || tokens_[at].is("unless") || tokens_[at].is("?") || tokens_[at].is("&&")) &&
          has_word(first, begin))
        return true;
    for (std::uint32_t at = end; at < tokens_.size() && !tokens_[at].line_start; ++at)
      if (tokens_[at].is("if") || tokens_[at].is("unless")) return true;
    if (language_ == Language::python) return below_condition(first);
    return in_block(begin) || follows_condition(begin) || for_compilers_debugging(begin);
  }

  /// Whether what a call is given says whether it does anything: `EnableSensitiveDataLogging(env.IsDevelopment())`.
  bool hangs_on_arguments(std::uint32_t end) const {
    if (end == 0 || !tokens_[end - 1].is("(")) return false;
    int depth = 1;
    for (std::uint32_t at = end; at < tokens_.size(); ++at) {
      depth += opens(tokens_[at]) ? 1 : closes(tokens_[at]) ? -1 : 0;
      if (depth == 0) return has_word(end, at);
    }
    return false;
  }

 private:
  bool has_word(std::uint32_t begin, std::uint32_t end) const {
    return std::any_of(tokens_.begin() + begin, tokens_.begin() + end, [&](const Token& token) {
      return speaks_of_environment(token) || (token.kind == TokenKind::name && is_answer(token.text));
    });
  }

  /// Whether a name stands for whether the program runs in development: `var local = env.IsDevelopment();`
  bool is_answer(std::string_view name) const {
    if (!answers_.has_value()) {
      answers_.emplace();
      constexpr std::size_t most = 20;
      for (std::uint32_t at = 0; at + 1 < tokens_.size() && answers_->size() < most; ++at) {
        if (tokens_[at].kind != TokenKind::name || !tokens_[at + 1].is("=")) continue;
        std::uint32_t end = at + 2;
        while (end < tokens_.size() && !tokens_[end].line_start && !tokens_[end].is(";")) ++end;
        if (std::any_of(tokens_.begin() + at + 2, tokens_.begin() + end,
                        [](const Token& token) { return token.is("IsDevelopment") || token.is("IsProduction"); }))
          answers_->push_back(tokens_[at].text);
      }
    }
    return std::ranges::find(*answers_, name) != answers_->end();
  }

  /// Languages whose statements end with a semicolon: one that stands without brackets below its condition.
  bool follows_condition(std::uint32_t begin) const {
    if (language_ != Language::csharp && language_ != Language::php) return false;
    constexpr std::uint32_t longest = 60;
    int depth = 0;
    for (std::uint32_t at = begin; at-- > 0 && begin - at < longest;) {
      const Token& token = tokens_[at];
      if (depth == 0 && (token.is(";") || token.is("{") || token.is("}") || token.is("else"))) return token.is("else");
      if (closes(token)) ++depth;
      if (opens(token) && depth-- == 0) return false;
      if (depth == 0 && token.is("if")) return has_word(at, begin);
    }
    return false;
  }

  /// C#: what a release is compiled without.
  bool for_compilers_debugging(std::uint32_t begin) const {
    if (language_ != Language::csharp) return false;
    const std::string_view before = source_.substr(0, tokens_[begin].begin);
    const std::size_t at = before.rfind("#if ");
    if (at == std::string_view::npos || before.find("#endif", at) != std::string_view::npos ||
        before.find("#else", at) != std::string_view::npos)
      return false;
    return ascii::trim(before.substr(at + 4, before.find('\n', at) - at - 4)) == "DEBUG";
  }

  std::uint32_t line_begin(std::uint32_t at) const {
    while (at > 0 && !tokens_[at].line_start) --at;
    return at;
  }

  std::size_t column(std::uint32_t at) const {
    const std::size_t begin = tokens_[at].begin;
    const std::size_t line = begin == 0 ? std::string_view::npos : source_.rfind('\n', begin - 1);
    return line == std::string_view::npos ? begin : begin - line - 1;
  }

  /// Python: a line above with less indentation that asks.
  bool below_condition(std::uint32_t first) const {
    std::size_t least = column(first);
    for (std::uint32_t at = first; at-- > 0 && least > 0;) {
      if (!tokens_[at].line_start || column(at) >= least) continue;
      least = column(at);
      if (tokens_[at].is("else") || tokens_[at].is("elif")) return true;
      if (!tokens_[at].is("if")) continue;
      std::uint32_t end = at + 1;
      while (end < tokens_.size() && !tokens_[end].line_start) ++end;
      if (has_word(at, end)) return true;
    }
    return false;
  }

  /// Others: what stands before an open bracket around the place.
  bool in_block(std::uint32_t begin) const {
    int depth = 0;
    for (std::uint32_t at = begin; at-- > 0;) {
      if (closes(tokens_[at])) ++depth;
      if (!opens(tokens_[at]) || depth-- > 0) continue;
      depth = 0;
      // An opening brace may have a line of its own below its head.
      std::uint32_t head = line_begin(at);
      constexpr std::uint32_t longest_head = 60;
      while (head > 0 && at - head < longest_head && tokens_[at].is("{") && !tokens_[head - 1].is(";") &&
             !tokens_[head - 1].is("{") && !tokens_[head - 1].is("}"))
        --head;
      bool asks = false;
      for (std::uint32_t word = head; word < at; ++word) {
        if (tokens_[word].is("else")) return true;
        asks = asks || tokens_[word].is("if") || tokens_[word].is("unless") || tokens_[word].is("case") ||
               tokens_[word].is("switch") || tokens_[word].is("?") || tokens_[word].is("configure");
      }
      if (asks && has_word(head, at)) return true;
    }
    return false;
  }

  std::string_view source_;
  const std::vector<Token>& tokens_;
  Language language_;
  mutable std::optional<std::vector<std::string_view>> answers_;  ///< Found when they are first asked for.
};

/// Whether a row may fit somewhere: the word of it that is rarest stands in the source. Saves most files from being
/// tokenised.
bool may_fit(std::string_view source, const Index& index) {
  const auto is_part = [](char c) { return ascii::is_alphanumeric(c) || c == '_' || c == '$'; };
  for (std::size_t at = 0; at < source.size();) {
    if (!is_part(source[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < source.size() && is_part(source[end])) ++end;
    if (end - at >= index.shortest && index.needles.contains(source.substr(at, end - at))) return true;
    at = end;
  }
  return false;
}

bool has_pattern(const std::vector<Token>& tokens, std::span<const std::string_view> pattern) {
  for (std::uint32_t at = 0; at < tokens.size(); ++at)
    if (Matcher(tokens).match(pattern, at).has_value()) return true;
  return false;
}

/// The variable that takes the place of what a row found: of `GetConnectionString("Main")` ConnectionStrings__Main, of
/// `Configuration["Redis:Host"]` Redis__Host, of a field of settings its name in capitals; "" for what is no name of
/// one.
std::string variable_of(const CodeSign& row, std::string_view found) {
  if (row.title == "field") {
    std::string variable(found);
    std::ranges::transform(variable, variable.begin(), ascii::to_upper);
    return variable;
  }
  if (row.kind != CodeSign::Kind::default_value) return std::string(found);
  if (row.title.empty()) return ascii::is_variable_name(found) ? std::string(found) : std::string();
  std::string result(row.title == "connection string" ? "ConnectionStrings__" : "");
  for (const char c : found) {
    if (c != ':' && c != '_' && !ascii::is_alphanumeric(c)) return {};
    result += c == ':' ? std::string_view("__") : std::string_view(&c, 1);
  }
  return result;
}

/// A setting of Go that is described by the tag of a field: `env:"REDIS_ADDR" envDefault:"localhost:6379"`.
struct FieldTag {
  std::string_view variable, value;
};
std::optional<FieldTag> field_tag(std::string_view text) {
  FieldTag tag;
  while (!text.empty()) {
    const std::size_t colon = text.find(":\"");
    if (colon == std::string_view::npos) break;
    std::string_view key = text.substr(0, colon);
    key.remove_prefix(std::min(key.find_first_not_of(" \t\n"), key.size()));
    const std::size_t end = text.find('"', colon + 2);
    if (end == std::string_view::npos) break;
    const std::string_view value = text.substr(colon + 2, end - colon - 2);
    if (key == "env" || key == "envconfig") tag.variable = value.substr(0, value.find(','));
    if (key == "envDefault" || key == "default" || key == "env-default") tag.value = value;
    text.remove_prefix(end + 1);
  }
  if (!ascii::is_variable_name(tag.variable) || tag.value.empty()) return std::nullopt;
  return tag;
}

/// The tag of a field that a row of `<tag>` takes.
void try_tag(const SourceFile& file, const Token& token, const CodeSign& row, std::vector<Sign>& result) {
  if (token.kind != TokenKind::string) return;
  const std::optional<FieldTag> tag = field_tag(token.text);
  if (!tag.has_value()) return;
  const auto offset = static_cast<std::uint32_t>(tag->value.data() - file.text.data());
  const Span span{file.id, token.begin, token.end};
  result.push_back({.row = &row,
                    .span = span,
                    .variable = std::string(tag->variable),
                    .value = tag->value,
                    .value_span = {file.id, offset, offset + static_cast<std::uint32_t>(tag->value.size())},
                    .path = file.path});
}

/// The fields of classes of settings that have a value where no variable gives one: what a row of `<field>` takes.
void add_fields(const SourceFile& file, const std::vector<Token>& tokens, const CodeSign& row,
                std::vector<Sign>& result) {
  for (SettingsField& field : settings_fields(file.text, tokens)) {
    if (field.value == 0 || field.variable.empty()) continue;
    const Token& value = tokens[field.value];
    result.push_back({.row = &row,
                      .span = {file.id, tokens[field.name].begin, value.end},
                      .variable = std::move(field.variable),
                      .value = value.text,
                      .value_span = {file.id, value.begin, value.end},
                      .path = file.path});
  }
}

void try_row(const SourceFile& file, const std::vector<Token>& tokens, const Guards& guards, const CodeSign& row,
             std::uint32_t at, std::vector<Sign>& result) {
  if (!row.file.empty() && !file.path.ends_with(row.file)) return;
  Matcher matcher(tokens);
  const std::optional<std::uint32_t> end = matcher.match(row.tokens, at);
  if (!end.has_value()) return;
  for (std::uint32_t word = at; word < *end; ++word)
    for (const std::string_view unwanted : row.without)
      if (tokens[word].text == unwanted) return;
  if (!row.without.empty()) {
    // The rest of the brackets as well: of all that the match opens, such as the options of a client around those of
    // its socket.
    int depth = -1;
    for (std::uint32_t word = at; word < *end; ++word) depth += opens(tokens[word]) ? 1 : closes(tokens[word]) ? -1 : 0;
    depth = std::max(depth, 0);
    for (std::uint32_t word = *end; word < tokens.size() && depth >= 0; ++word) {
      depth += opens(tokens[word]) ? 1 : closes(tokens[word]) ? -1 : 0;
      if (std::ranges::find(row.without, tokens[word].text) != row.without.end()) return;
    }
  }
  if (!row.also.empty() && !has_pattern(tokens, row.also)) return;
  if (row.kind != CodeSign::Kind::default_value && row.kind != CodeSign::Kind::folder &&
      row.kind != CodeSign::Kind::queue && row.kind != CodeSign::Kind::metric && row.kind != CodeSign::Kind::schedule &&
      guards.hold(at, *end))
    return;
  if (row.kind == CodeSign::Kind::debug && guards.hangs_on_arguments(*end)) return;
  std::string variable = variable_of(row, row.title == "field" ? tokens[at].text : matcher.variable);
  if (row.kind == CodeSign::Kind::default_value && variable.empty()) return;
  if (row.kind == CodeSign::Kind::tls && guards.any(at)) return;
  Sign sign;
  sign.row = &row;
  sign.span = {file.id, tokens[at].begin, tokens[*end - 1].end};
  sign.variable = std::move(variable);
  sign.value = matcher.value;
  if (!matcher.value.empty()) sign.value_span = {file.id, tokens[matcher.value_at].begin, tokens[matcher.value_at].end};
  sign.path = file.path;
  result.push_back(std::move(sign));
}

}  // namespace

/// Whether a part of a path is one of a package's name: `src/main/java/com/example/shop` is what generators write.
static bool is_in_package(std::string_view path, std::string_view rest) {
  const std::string_view before = path.substr(0, path.size() - rest.size());
  return before.find("src/main/java/") != std::string_view::npos ||
         before.find("src/main/kotlin/") != std::string_view::npos;
}

bool may_have_signs(std::string_view path) {
  if (!language_of(path).has_value()) return false;
  const std::string lower = ascii::lowered(path);
  for (std::string_view rest = lower;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (slash == std::string_view::npos) {
      // What these frameworks are told to forward stands in no other place.
      if (part.starts_with("next.config.") || part.starts_with("nuxt.config.")) return true;
      for (const std::string_view word :
           {".test.",    ".spec.",      "_test.",   "_spec.",      ".config.", ".d.ts",    ".min.",
            ".stories.", "test_helper", "conftest", "development", "validat",  ".dev.",    "local.py",
            "dev.py",    "test.py",     "tests.py", "testing.py",  "dev.exs",  "test.exs", "mix.exs"})
        if (part.find(word) != std::string_view::npos) return false;
      return !part.starts_with("test_") && !part.ends_with("test.java") && !part.ends_with("tests.cs") &&
             !part.ends_with("test.php");
    }
    for (const std::string_view folder :
         {"node_modules", "vendor",     "test",   "tests",     "__tests__",  "spec",       "specs",
          "e2e",          "cypress",    "docs",   "doc",       "example",    "examples",   "samples",
          "dist",         "build",      "public", "static",    "fixtures",   "migrations", "frontend",
          "testing",      "benchmarks", "bench",  "storybook", "third_party"})
      if (part == folder && !(folder == "public" && lower.ends_with(".php")) &&
          !(folder == "example" && is_in_package(lower, rest)))
        return false;
    if (part.starts_with('.')) return false;
    rest.remove_prefix(slash + 1);
  }
}

std::vector<Sign> find_signs(const SourceFile& file) {
  std::vector<Sign> result;
  const std::optional<Language> language = language_of(file.path);
  if (!language.has_value()) return result;
  const Index& index = index_of(*language);
  if ((index.rows.empty() && index.later.empty()) || !may_fit(file.text, index)) return result;
  const std::vector<Token> all = tokens(file.text, *language);
  const Guards guards(file.text, all, *language);
  for (std::uint32_t at = 0; at < all.size(); ++at) {
    if (const auto found = index.rows.find(all[at].text); found != index.rows.end())
      for (const CodeSign* const row : found->second) try_row(file, all, guards, *row, at, result);
    if (index.tag != nullptr) try_tag(file, all[at], *index.tag, result);
    if (at == 0) continue;
    if (const auto found = index.later.find(all[at].text); found != index.later.end())
      for (const CodeSign* const row : found->second) try_row(file, all, guards, *row, at - 1, result);
  }
  if (index.field != nullptr && file.text.find("BaseSettings") != std::string_view::npos)
    add_fields(file, all, *index.field, result);
  return result;
}

}  // namespace seaworthy::code
