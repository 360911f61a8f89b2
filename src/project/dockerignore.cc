#include "project/dockerignore.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/byte_set.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

constexpr std::size_t most_patterns = 5000;
constexpr std::size_t longest_pattern = 1000;

/// One step of a compiled pattern.
struct Token {
  enum class Kind : std::uint8_t { literal, any, star, anything, folders, set };
  Kind kind = Kind::literal;
  char byte = 0;
  std::string_view set;  ///< Text between the brackets.
};

bool set_contains(std::string_view set, char c) {
  const bool negated = set.starts_with('^');
  if (negated) set.remove_prefix(1);
  bool found = false;
  for (std::size_t at = 0; at < set.size(); ++at) {
    if (set[at] == '\\' && at + 1 < set.size()) ++at;
    if (at + 2 < set.size() && set[at + 1] == '-') {
      found |= set[at] <= c && c <= set[at + 2];
      at += 2;
    } else {
      found |= set[at] == c;
    }
  }
  return found != negated;
}

std::vector<Token> compile(std::string_view pattern, bool double_star) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '*') {
      if (double_star && at + 1 < pattern.size() && pattern[at + 1] == '*') {
        ++at;
        if (at + 1 < pattern.size() && pattern[at + 1] == '/') ++at;
        tokens.push_back({at + 1 >= pattern.size() ? Token::Kind::anything : Token::Kind::folders, 0, {}});
      } else {
        tokens.push_back({Token::Kind::star, 0, {}});
      }
    } else if (c == '?') {
      tokens.push_back({Token::Kind::any, 0, {}});
    } else if (c == '\\' && at + 1 < pattern.size()) {
      tokens.push_back({Token::Kind::literal, pattern[++at], {}});
    } else if (c == '[') {
      const std::size_t end = pattern.find(']', at + 1);
      if (end == std::string_view::npos) {
        tokens.push_back({Token::Kind::literal, c, {}});
      } else {
        tokens.push_back({Token::Kind::set, 0, pattern.substr(at + 1, end - at - 1)});
        at = end;
      }
    } else {
      tokens.push_back({Token::Kind::literal, c, {}});
    }
  }
  return tokens;
}

/// Follows all ways through the pattern at once, so that no pattern takes more than tokens x bytes steps.
bool run(const std::vector<Token>& tokens, std::string_view path) {
  std::vector<char> here(tokens.size() + 1, 0), next(tokens.size() + 1, 0);
  here[0] = 1;
  // A step that may match nothing leads straight on to the next one.
  const auto close = [&](std::vector<char>& states) {
    for (std::size_t state = 0; state < tokens.size(); ++state)
      if (states[state] != 0 &&
          (tokens[state].kind == Token::Kind::star || tokens[state].kind == Token::Kind::anything ||
           tokens[state].kind == Token::Kind::folders))
        states[state + 1] = 1;
  };
  // `folders` is left again only behind a slash; while inside it is kept apart in `inside`.
  std::vector<char> inside(tokens.size() + 1, 0), inside_next(tokens.size() + 1, 0);
  close(here);
  for (const char c : path) {
    std::ranges::fill(next, 0);
    std::ranges::fill(inside_next, 0);
    for (std::size_t state = 0; state < tokens.size(); ++state) {
      const Token& token = tokens[state];
      if (token.kind == Token::Kind::folders && (here[state] != 0 || inside[state] != 0)) {
        inside_next[state] = 1;
        if (c == '/') next[state + 1] = 1;
        continue;
      }
      if (here[state] == 0) continue;
      switch (token.kind) {
        case Token::Kind::literal:
          if (token.byte == c) next[state + 1] = 1;
          break;
        case Token::Kind::any:
          if (c != '/') next[state + 1] = 1;
          break;
        case Token::Kind::set:
          if (set_contains(token.set, c)) next[state + 1] = 1;
          break;
        case Token::Kind::star:
          if (c != '/') next[state] = 1;
          break;
        case Token::Kind::anything:
          next[state] = 1;
          break;
        case Token::Kind::folders:
          break;
      }
    }
    close(next);
    std::swap(here, next);
    std::swap(inside, inside_next);
  }
  return here[tokens.size()] != 0;
}

}  // namespace

namespace {

/// Most paths already differ in the plain text before the first sign or behind the last one, so that few patterns are
/// compiled.
bool matches(std::string_view pattern, std::string_view path, bool double_star) {
  static constexpr ByteSet signs("*?[\\"), signs_and_ends("*?[]\\");
  if (!pattern.empty() && !path.empty() && pattern.front() != path.front() && !signs.has(pattern.front())) return false;
  const std::size_t first = signs.first_in(pattern);
  if (first == std::string_view::npos) return pattern == path;
  if (!path.starts_with(pattern.substr(0, first))) return false;
  std::string_view tail = pattern.substr(signs_and_ends.last_in(pattern) + 1);
  if (tail.starts_with('/')) tail.remove_prefix(1);  // `**/` may stand for nothing.
  if (!path.ends_with(tail)) return false;
  return run(compile(pattern, double_star), path);
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view path) { return matches(pattern, path, true); }

bool matches_copy_pattern(std::string_view pattern, std::string_view path) { return matches(pattern, path, false); }

IgnoreRules::IgnoreRules(const Source& source) {
  std::string_view text = source.text();
  std::uint32_t offset = 0;
  if (text.starts_with("\xEF\xBB\xBF")) offset = 3;
  while (offset < text.size() && patterns_.size() < most_patterns) {
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    const std::string_view line = text.substr(offset, end - offset);
    const std::uint32_t line_offset = offset;
    offset = static_cast<std::uint32_t>(end + 1);
    if (line.starts_with('#')) continue;
    std::string_view pattern = ascii::trim(line);
    if (pattern.empty() || pattern.size() > longest_pattern) continue;
    IgnorePattern rule;
    const auto begin = line_offset + static_cast<std::uint32_t>(pattern.data() - line.data());
    rule.span = {source.id(), begin, begin + static_cast<std::uint32_t>(pattern.size())};
    if (pattern.starts_with('!')) {
      rule.negated = true;
      pattern = ascii::trim(pattern.substr(1));
      if (pattern.empty()) continue;
    }
    // Cleaning as Go's filepath.Clean does it; a pattern that leads above the context matches nothing.
    const std::optional<std::string> clean =
        join_path("", pattern.substr(std::min(pattern.find_first_not_of('/'), pattern.size())));
    if (!clean.has_value()) continue;
    rule.pattern = clean->empty() ? "." : *clean;
    has_exceptions_ |= rule.negated;
    patterns_.push_back(std::move(rule));
  }
}

const IgnorePattern* IgnoreRules::excluding(std::string_view path) const {
  const IgnorePattern* by = nullptr;
  for (const IgnorePattern& rule : patterns_) {
    // An exception can only take back, a plain pattern only leave out.
    if (rule.negated != (by != nullptr)) continue;
    bool matched = matches_pattern(rule.pattern, path);
    for (std::string_view folder = parent_path(path); !matched && !folder.empty(); folder = parent_path(folder))
      matched = matches_pattern(rule.pattern, folder);
    if (matched) by = rule.negated ? nullptr : &rule;
  }
  return by;
}

IgnoreRules ignore_rules(const Project& project, const Dockerfile& dockerfile, std::string_view context) {
  const File* const file = ignore_file_of(project, dockerfile, context);
  if (file == nullptr || !file->has_content) return {};
  return IgnoreRules(project.sources[file->source]);
}

}  // namespace seaworthy::project
