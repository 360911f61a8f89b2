#include "code/settings_class.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/ascii.h"

namespace seaworthy::code {
namespace {

/// What a class says of the names of its variables.
struct Naming {
  std::string prefix;
  bool known = true;  ///< False where the prefix is an expression.
  bool exact = false;
};

class Reader {
 public:
  Reader(std::string_view source, std::span<const Token> tokens) : source_(source), tokens_(tokens) {}

  std::vector<SettingsField> read() {
    for (std::uint32_t at = 0; at + 3 < size(); ++at)
      if (is(at, "class") && tokens_[at].line_start && tokens_[at + 1].kind == TokenKind::name && is(at + 2, "("))
        read_class(at);
    return std::move(fields_);
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens_.size()); }
  bool is(std::uint32_t at, std::string_view text) const { return at < size() && tokens_[at].is(text); }
  bool is_plain_string(std::uint32_t at) const {
    return at < size() && tokens_[at].kind == TokenKind::string && !tokens_[at].dynamic;
  }
  static bool opens(const Token& token) { return token.is("(") || token.is("[") || token.is("{"); }
  static bool closes(const Token& token) { return token.is(")") || token.is("]") || token.is("}"); }

  std::size_t column(std::uint32_t at) const {
    const std::size_t line = source_.rfind('\n', tokens_[at].begin);
    return tokens_[at].begin - (line == std::string_view::npos ? 0 : line + 1);
  }
  /// Behind the bracket that closes the one at `open`.
  std::uint32_t behind_brackets(std::uint32_t open) const {
    unsigned depth = 0;
    for (std::uint32_t at = open; at < size(); ++at) {
      if (opens(tokens_[at])) ++depth;
      if (closes(tokens_[at]) && --depth == 0) return at + 1;
    }
    return size();
  }
  /// The first token of the next statement: that of a line outside of brackets.
  std::uint32_t next_statement(std::uint32_t at) const {
    for (++at; at < size() && !tokens_[at].line_start;) at = opens(tokens_[at]) ? behind_brackets(at) : at + 1;
    return at;
  }

  void read_class(std::uint32_t keyword) {
    const std::uint32_t bases_end = behind_brackets(keyword + 2);
    const Naming* inherited = nullptr;
    bool is_settings = false;
    for (std::uint32_t at = keyword + 3; at < bases_end; ++at) {
      is_settings = is_settings || is(at, "BaseSettings");
      if (const auto known = classes_.find(tokens_[at].text); known != classes_.end()) inherited = &known->second;
    }
    if (!is_settings && inherited == nullptr) return;
    std::uint32_t first = bases_end;
    while (first < size() && !tokens_[first].line_start) ++first;
    std::uint32_t end = first;
    while (end < size() && column(end) > column(keyword)) end = next_statement(end);
    Naming naming = inherited != nullptr ? *inherited : Naming();
    read_naming(bases_end, end, naming);
    const std::size_t body = first < end ? column(first) : 0;
    for (std::uint32_t at = first; at < end; at = next_statement(at))
      if (column(at) == body && tokens_[at].kind == TokenKind::name && is(at + 1, ":") && !is(at, "model_config"))
        read_field(keyword + 1, at, naming);
    classes_[tokens_[keyword + 1].text] = naming;
  }

  /// `model_config = SettingsConfigDict(env_prefix="SHOP_")`, `{"env_prefix": "SHOP_"}`, `class Config:`.
  void read_naming(std::uint32_t begin, std::uint32_t end, Naming& naming) const {
    for (std::uint32_t at = begin; at + 2 < end; ++at) {
      if (!is(at + 1, "=") && !is(at + 1, ":")) continue;
      if (tokens_[at].text == "env_prefix") {
        naming.known = is_plain_string(at + 2);
        naming.prefix = naming.known ? std::string(tokens_[at + 2].text) : std::string();
      }
      if (tokens_[at].text == "case_sensitive") naming.exact = is(at + 2, "True");
    }
  }

  void read_field(std::uint32_t class_name, std::uint32_t at, const Naming& naming) {
    const std::uint32_t end = next_statement(at);
    SettingsField field;
    field.class_name = class_name;
    field.name = at;
    field.end = end;
    field.type_begin = at + 2;
    std::uint32_t equals = at + 2;
    while (equals < end && !is(equals, "=")) equals = opens(tokens_[equals]) ? behind_brackets(equals) : equals + 1;
    field.type_end = std::min(equals, end);
    if (is(field.type_begin, "ClassVar")) return;
    field.any_case = !naming.exact;
    if (naming.known) field.variable = naming.prefix + std::string(tokens_[at].text);
    if (equals < end) read_default(equals + 1, end, field);
    if (field.any_case) std::ranges::transform(field.variable, field.variable.begin(), ascii::to_upper);
    fields_.push_back(std::move(field));
  }

  void read_default(std::uint32_t begin, std::uint32_t end, SettingsField& field) const {
    if (!is(begin, "Field") || !is(begin + 1, "(")) {
      field.has_default = true;
      if (end == begin + 1) field.value = plain(begin);
      return;
    }
    const std::uint32_t close = behind_brackets(begin + 1) - 1;
    for (std::uint32_t at = begin + 2; at < close;) {
      std::uint32_t next = at;
      while (next < close && !is(next, ",")) next = opens(tokens_[next]) ? behind_brackets(next) : next + 1;
      read_argument(at, next, at == begin + 2, field);
      at = next + 1;
    }
  }

  /// One argument of `Field(...)`.
  void read_argument(std::uint32_t begin, std::uint32_t end, bool is_first, SettingsField& field) const {
    const std::string_view key = is(begin + 1, "=") ? tokens_[begin].text : std::string_view();
    if (key == "alias" || key == "validation_alias" || key == "env") {
      field.variable = end == begin + 3 && is_plain_string(begin + 2) ? std::string(tokens_[begin + 2].text) : "";
      return;
    }
    field.has_default = field.has_default || key == "default_factory";
    if (key != "default" && !(key.empty() && is_first)) return;
    const std::uint32_t value = key.empty() ? begin : begin + 2;
    // `Field(...)` says that there is none.
    field.has_default = !is(value, "...") && !is(value, ".") && !is(value, "Ellipsis");
    if (field.has_default && end == value + 1) field.value = plain(value);
  }

  std::uint32_t plain(std::uint32_t at) const {
    const bool is_value =
        is_plain_string(at) || tokens_[at].kind == TokenKind::number || is(at, "True") || is(at, "False");
    return is_value ? at : 0;
  }

  std::string_view source_;
  std::span<const Token> tokens_;
  std::map<std::string_view, Naming> classes_;
  std::vector<SettingsField> fields_;
};

}  // namespace

std::vector<SettingsField> settings_fields(std::string_view source, std::span<const Token> tokens) {
  return Reader(source, tokens).read();
}

std::optional<std::string> settings_variable_at(std::string_view source, std::size_t offset) {
  const std::vector<Token> all = tokens(source, Language::python);
  std::vector<SettingsField> fields = settings_fields(source, all);
  for (SettingsField& field : fields)
    if (field.has_default && all[field.name].begin <= offset && offset < all[field.end - 1].end)
      return std::move(field.variable);
  return std::nullopt;
}

}  // namespace seaworthy::code
