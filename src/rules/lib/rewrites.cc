#include "rules/lib/rewrites.h"

#include "code/token.h"
#include "project/code_signs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

using Tokens = std::vector<code::Token>;

/// A variable and what stands in for it, or a text.
struct Value {
  std::string_view variable, text;
};

class Reader {
 public:
  explicit Reader(std::string_view source) : tokens_(code::tokens(source, code::Language::javascript)) {}

  const Tokens& tokens() const { return tokens_; }

  /// What a value that begins at a token begins with. `steps`: how many more names and templates are followed; they may
  /// lead to each other.
  Value value_at(const Tokens& tokens, std::size_t at, unsigned steps = 3) const {
    if (at >= tokens.size() || steps == 0) return {};
    const code::Token& first = tokens[at];
    if (first.kind == code::TokenKind::string) {
      if (!first.dynamic || !first.text.starts_with("${")) return {{}, first.text};
      const std::size_t end = first.text.find('}');
      if (end == std::string_view::npos) return {};
      return value_at(code::tokens(first.text.substr(2, end - 2), code::Language::javascript), 0, steps - 1);
    }
    if (at + 4 < tokens.size() && first.is("process") && tokens[at + 1].is(".") && tokens[at + 2].is("env") &&
        tokens[at + 3].is(".")) {
      Value value{tokens[at + 4].text, {}};
      if (at + 6 < tokens.size() && (tokens[at + 5].is("||") || tokens[at + 5].is("??")) &&
          tokens[at + 6].kind == code::TokenKind::string)
        value.text = tokens[at + 6].text;
      return value;
    }
    // `const api = process.env.API_URL`
    if (first.kind != code::TokenKind::name) return {};
    for (std::size_t place = 1; place + 2 < tokens_.size(); ++place)
      if (tokens_[place].is(first.text) && tokens_[place + 1].is("=") &&
          (tokens_[place - 1].is("const") || tokens_[place - 1].is("let") || tokens_[place - 1].is("var")) &&
          (tokens_[place + 2].is("process") || tokens_[place + 2].kind == code::TokenKind::string))
        return value_at(tokens_, place + 2, steps - 1);
    return {};
  }

  /// Whether the file asks whether a variable, or a name that it is given, has a value: `if (!process.env.API_URL)`.
  bool asks_for(std::string_view variable) const {
    for (std::size_t at = 0; at + 4 < tokens_.size(); ++at) {
      if (!tokens_[at].is("process") || !tokens_[at + 4].is(variable)) continue;
      if (is_asked(at, at + 4)) return true;
      if (at < 2 || !tokens_[at - 1].is("=")) continue;
      const std::string_view name = tokens_[at - 2].text;
      for (std::size_t place = 0; place < tokens_.size(); ++place)
        if (tokens_[place].is(name) && is_asked(place, place)) return true;
    }
    return false;
  }

 private:
  /// Whether what stands from one token to another is a condition.
  bool is_asked(std::size_t first, std::size_t last) const {
    const auto is = [&](std::size_t place, std::string_view text) {
      return place < tokens_.size() && tokens_[place].is(text);
    };
    return is(first - 1, "!") || is(last + 1, "?") || is(last + 1, "&&") || (is(first - 1, "(") && is(first - 2, "if"));
  }

  Tokens tokens_;
};

/// The token at which a value stands behind a key that names where paths are forwarded to; 0 where there is none.
std::size_t value_behind(const Tokens& tokens, std::size_t at, bool next) {
  if (at + 2 >= tokens.size() || !tokens[at + 1].is(":")) return 0;
  if (next) return tokens[at].is("destination") ? at + 2 : 0;
  if (!tokens[at].is("proxy")) return 0;
  if (!tokens[at + 2].is("{")) return at + 2;
  return at + 5 < tokens.size() && tokens[at + 3].is("to") && tokens[at + 4].is(":") ? at + 5 : 0;
}

void read(const Source& source, bool next, std::vector<Rewrite>& found) {
  const Reader reader(source.text());
  const Tokens& tokens = reader.tokens();
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const std::size_t place = value_behind(tokens, at, next);
    if (place == 0) continue;
    const Value value = reader.value_at(tokens, place);
    if (value.variable.empty() && !contains(value.text, "://")) continue;
    std::size_t last = place;
    // `process.env.API_URL + "/:path*"` is told by its variable.
    if (tokens[place].is("process") && place + 4 < tokens.size()) last = place + 4;
    found.push_back({{source.id(), tokens[place].begin, tokens[last].end},
                     value.variable,
                     value.text,
                     !value.variable.empty() && reader.asks_for(value.variable),
                     next});
  }
}

}  // namespace

std::vector<Rewrite> rewrites(const project::Project& project, const project::Service& service) {
  std::vector<Rewrite> found;
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return found;
  for (const FileId id : code->sources) {
    const Source& source = project.sources[id];
    const std::string_view name = base_name(source.path());
    if (name.starts_with("next.config.")) read(source, true, found);
    if (name.starts_with("nuxt.config.")) read(source, false, found);
  }
  return found;
}

bool reads_rewrites_at_start(const project::Service& service) {
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const std::string_view word : command->words)
      if (word == "dev" || contains(word, " dev") || contains(word, ":dev") || contains(word, "dev:")) return true;
  return false;
}

}  // namespace seaworthy::rules
