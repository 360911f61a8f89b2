#include "dockerfile/expand.h"

#include <algorithm>

#include "dockerfile/characters.h"

// Expansion is a small language of its own, and its corners are visible to users: which quotes survive, when an unset
// variable is an error, what a pattern matches. This file follows what BuildKit's frontend does with a word, including
// behaviour that looks accidental (see `word_` below), because a finding about a path or a port has to speak of the
// value that a build would really see.
namespace seaworthy::dockerfile {
namespace {

/// Limits for hostile input: nesting of `${a:-${b:-...}}`, length of a result, steps of one word when no budget is
/// given.
constexpr int deepest_nesting = 100;
constexpr std::size_t longest_result = 1 << 17;
constexpr std::size_t default_work = 1 << 22;

bool is_special_parameter(char32_t c) {
  return c == '@' || c == '*' || c == '#' || c == '?' || c == '-' || c == '$' || c == '!' || c == '0';
}

std::u32string decoded(std::string_view text) {
  std::u32string result;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    result.push_back(character.value);
    at += character.width;
  }
  return result;
}

std::string encoded(std::u32string_view text) {
  std::string result;
  for (const char32_t c : text) append(result, c);
  return result;
}

/// One step of a pattern: a literal character, any one character, or any number of characters.
struct PatternStep {
  enum class Kind : std::uint8_t { literal, one, many } kind = Kind::literal;
  char32_t literal = 0;
};

/// Wildcard pattern of `#`, `%` and `/`. Where several matches are possible, stars decide from left to right: each
/// takes as much (greedy) or as little as the rest of the pattern allows.
class Pattern {
 public:
  /// Returns false for an escape that patterns do not know; `bad_escape` then holds it.
  bool compile(std::u32string_view text, bool greedy, std::u32string& bad_escape) {
    greedy_ = greedy;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char32_t c = text[at];
      if (c == '*') {
        steps_.push_back({PatternStep::Kind::many});
      } else if (c == '?') {
        steps_.push_back({PatternStep::Kind::one});
      } else if (c == '\\') {
        const char32_t next = at + 1 < text.size() ? text[at + 1] : end_of_text;
        if (next == '}' || next == '/') continue;  // The escape only kept it from ending the substitution.
        if (next != '*' && next != '?' && next != '\\') {
          bad_escape = U"\\";
          bad_escape += next == end_of_text ? replacement_character : next;
          return false;
        }
        steps_.push_back({PatternStep::Kind::literal, next});
        ++at;
      } else {
        steps_.push_back({PatternStep::Kind::literal, c});
      }
    }
    return true;
  }

  /// Steps that `prepare` takes.
  std::size_t work(std::u32string_view value) const { return (steps_.size() + 1) * (value.size() + 1); }

  /// Prepares matching in `value`.
  void prepare(std::u32string_view value) {
    value_ = value;
    const std::size_t rows = steps_.size() + 1;
    const std::size_t columns = value.size() + 1;
    // reachable(step, at): the steps from `step` on match from `at` on, ending anywhere.
    matches_.assign(rows * columns, false);
    for (std::size_t at = 0; at < columns; ++at) matches_[(rows - 1) * columns + at] = true;
    for (std::size_t step = rows - 1; step-- > 0;) {
      for (std::size_t at = columns; at-- > 0;) {
        bool result = false;
        const bool has_character = at < value.size() && value[at] != '\n';
        switch (steps_[step].kind) {
          case PatternStep::Kind::literal:
            result = at < value.size() && value[at] == steps_[step].literal && can_match(step + 1, at + 1);
            break;
          case PatternStep::Kind::one:
            result = has_character && can_match(step + 1, at + 1);
            break;
          case PatternStep::Kind::many:
            result = can_match(step + 1, at) || (has_character && can_match(step, at + 1));
            break;
        }
        matches_[step * columns + at] = result;
      }
    }
  }

  /// End of the match that begins at `begin`, or npos.
  std::size_t match_at(std::size_t begin) const {
    if (!can_match(0, begin)) return std::u32string_view::npos;
    std::size_t at = begin;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      if (steps_[step].kind != PatternStep::Kind::many) {
        ++at;
        continue;
      }
      std::size_t best = at;
      for (std::size_t end = at;; ++end) {
        if (can_match(step + 1, end)) {
          best = end;
          if (!greedy_) break;
        }
        if (end >= value_.size() || value_[end] == '\n') break;
      }
      at = best;
    }
    return at;
  }

 private:
  bool can_match(std::size_t step, std::size_t at) const { return matches_[step * (value_.size() + 1) + at]; }

  std::vector<PatternStep> steps_;
  std::vector<bool> matches_;
  std::u32string_view value_;
  bool greedy_ = true;
};

/// A replacement text in which `$name` and `${name}` of the pattern's groups are filled in: there is only group 0, the
/// whole match; every other name is empty, `$$` is a dollar sign.
std::u32string filled_replacement(std::u32string_view replacement, std::u32string_view match) {
  std::u32string result;
  for (std::size_t at = 0; at < replacement.size();) {
    if (replacement[at] != '$') {
      result += replacement[at++];
      continue;
    }
    if (at + 1 < replacement.size() && replacement[at + 1] == '$') {
      result += U'$';
      at += 2;
      continue;
    }
    const bool braced = at + 1 < replacement.size() && replacement[at + 1] == '{';
    const std::size_t begin = at + (braced ? 2 : 1);
    std::size_t end = begin;
    while (end < replacement.size() &&
           (is_letter(replacement[end]) || is_digit(replacement[end]) || replacement[end] == '_'))
      ++end;
    if (end == begin || (braced && (end >= replacement.size() || replacement[end] != '}'))) {
      result += replacement[at++];
      continue;
    }
    if (replacement.substr(begin, end - begin) == U"0") result += match;
    at = end + (braced ? 1 : 0);
  }
  return result;
}

/// Turns a pattern around for matching from the end; an escape stays in front of what it escapes.
std::u32string reversed_pattern(std::u32string_view pattern) {
  std::u32string result(pattern.size(), U'\0');
  const std::size_t last = pattern.empty() ? 0 : pattern.size() - 1;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t out = last - at;
    if (pattern[at] == '\\' && at != last) {
      result[out - 1] = pattern[at];
      result[out] = pattern[at + 1];
      at += 2;
    } else {
      result[out] = pattern[at++];
    }
  }
  return result;
}

/// Collects the words of the result.
class WordCollector {
 public:
  explicit WordCollector(std::string& buffer, std::uint32_t& begin) : buffer_(buffer), begin_(begin) {}

  void add(char32_t character, std::uint32_t begin, std::uint32_t end) {
    const bool space = is_space(character);
    if (space && in_word_) {
      if (!buffer_.empty()) {
        finish();
        in_word_ = false;
      }
    } else if (!space) {
      add_raw(character, begin, end);
    }
  }
  void add_raw(char32_t character, std::uint32_t begin, std::uint32_t end) {
    note(begin, end);
    append(buffer_, character);
    in_word_ = true;
  }
  void add(std::string_view text, std::uint32_t begin, std::uint32_t end) {
    for (std::size_t at = 0; at < text.size();) {
      const Character character = character_at(text, at);
      add(character.value, begin, end);
      at += character.width;
    }
  }
  void add_raw(std::string_view text, std::uint32_t begin, std::uint32_t end) {
    note(begin, end);
    buffer_.append(text);
    in_word_ = true;
  }
  std::vector<ExpandedWord> take() {
    if (!buffer_.empty()) finish();
    in_word_ = false;
    return std::move(words_);
  }

 private:
  void note(std::uint32_t begin, std::uint32_t end) {
    if (buffer_.empty()) begin_ = begin;
    end_ = end;
  }
  void finish() {
    words_.push_back({buffer_, begin_, end_});
    buffer_.clear();
  }

  std::string& buffer_;
  std::uint32_t& begin_;
  std::uint32_t end_ = 0;
  std::vector<ExpandedWord> words_;
  bool in_word_ = false;
};

class Expander {
 public:
  Expander(std::string_view word, const Environment& environment, const ExpandOptions& options)
      : source_(word), environment_(environment), options_(options), keep_escapes_(options.keep_escapes) {
    if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  Expansion run() {
    until(end_of_text, options_.keep_escapes, result_.text, &result_.words);
    if (!result_.ok()) {
      result_.text.clear();
      result_.words.clear();
    }
    return std::move(result_);
  }

 private:
  char32_t peek() const { return character_at(source_, at_).value; }
  char32_t next() {
    const Character character = character_at(source_, at_);
    at_ += character.width;
    return character.value;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }

  bool fail(ExpansionFault fault, std::uint32_t begin, std::string detail = {}, std::string_view name = {}) {
    if (!result_.ok()) return false;
    result_.fault = fault;
    result_.fault_begin = begin;
    result_.fault_end = here();
    result_.detail = std::move(detail);
    result_.name = name;
    return false;
  }
  /// Counts every character that is produced anywhere, nested words included.
  bool spend(std::size_t characters) {
    produced_ += characters;
    return (produced_ <= longest_result && work(characters)) || fail(ExpansionFault::too_large, 0);
  }
  bool work(std::size_t steps) {
    std::size_t& left = options_.work_left != nullptr ? *options_.work_left : own_work_;
    if (steps > left) {
      left = 0;
      return false;
    }
    left -= steps;
    return true;
  }

  /// Reads up to `stop` (which is consumed) or to the end of the word.
  bool until(char32_t stop, bool keep_escapes, std::string& text, std::vector<ExpandedWord>* words) {
    if (++depth_ > deepest_nesting) return fail(ExpansionFault::too_large, here());
    const bool outer_keep_escapes = keep_escapes_;
    keep_escapes_ = keep_escapes;
    const bool read = read_until(stop, text, words);
    keep_escapes_ = outer_keep_escapes;
    --depth_;
    return read;
  }

  bool read_until(char32_t stop, std::string& text, std::vector<ExpandedWord>* words) {
    // One buffer serves all levels: a nested word that starts drops what the outer word had collected so far.
    word_.clear();
    WordCollector collector(word_, word_begin_);
    std::string piece;
    while (peek() != end_of_text) {
      const std::uint32_t begin = here();
      const char32_t c = peek();
      if (stop != end_of_text && c == stop) {
        next();
        collector.take();
        return true;
      }
      if (c == '$' || c == '<' || (!options_.ignore_quotes && (c == '\'' || c == '"'))) {
        piece.clear();
        const bool read = c == '$'    ? dollar(piece)
                          : c == '<'  ? less_than(piece)
                          : c == '\'' ? single_quoted(piece)
                                      : double_quoted(piece);
        if (!read || !spend(piece.size())) return false;
        text += piece;
        if (c == '$') {
          collector.add(piece, begin, here());
        } else {
          collector.add_raw(piece, begin, here());
        }
        continue;
      }
      next();
      if (!spend(1)) return false;
      if (c != static_cast<unsigned char>(options_.escape)) {
        collector.add(c, begin, here());
        append(text, c);
        continue;
      }
      if (keep_escapes_) {
        collector.add_raw(c, begin, here());
        append(text, c);
      }
      const char32_t escaped = next();
      if (escaped == end_of_text) break;
      collector.add_raw(escaped, begin, here());
      append(text, escaped);
    }
    if (stop != end_of_text) {
      if (!result_.ok()) return false;
      unfinished_ = true;
      return false;
    }
    if (words != nullptr) *words = collector.take();
    return true;
  }

  bool single_quoted(std::string& out) {
    const std::uint32_t begin = here();
    next();
    if (options_.keep_quotes) out += '\'';
    for (;;) {
      const char32_t c = next();
      if (c == end_of_text) return fail(ExpansionFault::open_single_quote, begin);
      if (c == '\'') break;
      append(out, c);
    }
    if (options_.keep_quotes) out += '\'';
    return true;
  }

  bool double_quoted(std::string& out) {
    const std::uint32_t begin = here();
    const auto escape = static_cast<char32_t>(static_cast<unsigned char>(options_.escape));
    next();
    if (options_.keep_quotes) out += '"';
    for (;;) {
      char32_t c = peek();
      if (c == end_of_text) return fail(ExpansionFault::open_double_quote, begin);
      if (c == '$') {
        if (!dollar(out)) return false;
        if (out.size() > longest_result) return fail(ExpansionFault::too_large, begin);
        continue;
      }
      next();
      if (c == '"') break;
      if (c == escape) {
        if (keep_escapes_) append(out, c);
        const char32_t following = peek();
        if (following == end_of_text) continue;
        if (following == '"' || following == '$' || following == escape) c = next();
      }
      append(out, c);
    }
    if (options_.keep_quotes) out += '"';
    return true;
  }

  bool less_than(std::string& out) {
    next();
    out += '<';
    if (peek() != '<') return true;
    next();
    out += '<';
    // White space between `<<` and the delimiter belongs to the word.
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') append(out, next());
    return true;
  }

  std::string_view name() {
    const std::size_t begin = at_;
    if (is_digit(peek())) {
      while (is_digit(peek())) next();
    } else if (is_special_parameter(peek())) {
      next();
    } else {
      while (is_letter(peek()) || is_digit(peek()) || peek() == '_') next();
    }
    return source_.substr(begin, at_ - begin);
  }

  /// Looks a variable up and records the use; its end is filled in when the substitution has been read.
  const std::string_view* look_up(std::string_view variable, std::uint32_t begin, bool has_fallback) {
    const std::string_view* const value = environment_.find(variable);
    result_.references.push_back({variable, begin, here(), value != nullptr, has_fallback});
    return value;
  }

  bool dollar(std::string& out) {
    const std::uint32_t begin = here();
    const std::size_t start = out.size();
    if (!substitution(out, begin)) return false;
    if (options_.keep_variables) {
      out.resize(start);
      out += source_.substr(begin, at_ - begin);
    }
    return true;
  }

  bool substitution(std::string& out, std::uint32_t begin) {
    next();
    if (peek() != '{') {
      const std::string_view variable = name();
      if (variable.empty()) {
        out += '$';
        return true;
      }
      const std::string_view* const value = look_up(variable, begin, false);
      if (value != nullptr) {
        out += *value;
      } else if (options_.keep_unset) {
        out += '$';
        out += variable;
      }
      return true;
    }
    next();
    const char32_t first = peek();
    if (first == end_of_text) return fail(ExpansionFault::missing_brace, begin);
    if (first == '{' || first == '}' || first == ':') {
      next();
      return fail(ExpansionFault::bad_substitution, begin);
    }
    const std::string_view variable = name();
    char32_t modifier = next();
    std::string modifier_text;
    append(modifier_text, modifier == end_of_text ? replacement_character : modifier);
    bool empty_counts_as_unset = false;
    switch (modifier) {
      case '}': {
        const std::string_view* const value = look_up(variable, begin, false);
        if (value != nullptr) {
          out += *value;
        } else if (options_.keep_unset) {
          out += source_.substr(begin, at_ - begin);
        }
        return true;
      }
      case '/':
        return replacement(out, begin, variable);
      case ':':
        empty_counts_as_unset = true;
        modifier = next();
        append(modifier_text, modifier == end_of_text ? replacement_character : modifier);
        break;
      case '+':
      case '-':
      case '?':
      case '#':
      case '%':
        break;
      case end_of_text:
        return fail(ExpansionFault::missing_brace, begin, {}, variable);
      default:
        return fail(ExpansionFault::unsupported_modifier, begin, std::move(modifier_text), variable);
    }

    const bool is_pattern = modifier == '#' || modifier == '%';
    if (empty_counts_as_unset && is_pattern) {
      return fail(ExpansionFault::unsupported_modifier, begin, std::move(modifier_text), variable);
    }
    std::string word;
    if (!nested('}', is_pattern, word, begin, variable)) return false;
    const bool has_fallback = modifier == '-' || modifier == '+';
    const std::string_view* const value = look_up(variable, begin, has_fallback);
    if (options_.keep_unset && value == nullptr) {
      out.append("${").append(variable).append(modifier_text).append(word).append("}");
      return true;
    }
    const bool missing = value == nullptr || (empty_counts_as_unset && value->empty());
    switch (modifier) {
      case '-':
        out += missing ? std::string_view(word) : *value;
        return true;
      case '+':
        if (!missing) out += word;
        return true;
      case '?':
        if (missing) {
          if (word.empty()) word = value == nullptr ? "is not allowed to be unset" : "is not allowed to be empty";
          return fail(ExpansionFault::required_unset, begin, std::move(word), variable);
        }
        out += *value;
        return true;
      case '#':
      case '%':
        return trim(out, begin, variable, modifier, word, value == nullptr ? std::string_view() : *value);
      default:
        return fail(ExpansionFault::unsupported_modifier, begin, std::move(modifier_text), variable);
    }
  }

  /// The part of a substitution up to `stop`.
  bool nested(char32_t stop, bool keep_escapes, std::string& word, std::uint32_t begin, std::string_view variable) {
    if (until(stop, keep_escapes, word, nullptr)) return true;
    if (unfinished_) {
      unfinished_ = false;
      return fail(stop == '/' ? ExpansionFault::missing_slash : ExpansionFault::missing_brace, begin, {}, variable);
    }
    return false;
  }

  bool trim(std::string& out, std::uint32_t begin, std::string_view variable, char32_t modifier, std::string_view word,
            std::string_view value) {
    bool greedy = false;
    if (!word.empty() && word.front() == static_cast<char>(modifier)) {
      greedy = true;
      word.remove_prefix(1);
    }
    std::u32string pattern_text = decoded(word);
    std::u32string subject = decoded(value);
    if (modifier == '%') {
      // The shortest suffix is found as the shortest prefix of the reversed text.
      pattern_text = reversed_pattern(pattern_text);
      std::ranges::reverse(subject);
    }
    Pattern pattern;
    std::u32string bad_escape;
    if (!pattern.compile(pattern_text, greedy, bad_escape)) {
      return fail(ExpansionFault::invalid_pattern, begin, encoded(bad_escape), variable);
    }
    if (!work(pattern.work(subject))) return fail(ExpansionFault::too_large, begin);
    pattern.prepare(subject);
    const std::size_t end = pattern.match_at(0);
    std::u32string rest = end == std::u32string::npos ? subject : subject.substr(end);
    if (modifier == '%') std::ranges::reverse(rest);
    out += encoded(rest);
    return true;
  }

  bool replacement(std::string& out, std::uint32_t begin, std::string_view variable) {
    const bool all = peek() == '/';
    if (all) next();
    std::string pattern_text;
    std::string replacement_text;
    if (!nested('/', true, pattern_text, begin, variable)) return false;
    if (!nested('}', true, replacement_text, begin, variable)) return false;
    const std::string_view* const value = look_up(variable, begin, false);
    if (options_.keep_unset && value == nullptr) {
      out.append("${")
          .append(variable)
          .append("/")
          .append(pattern_text)
          .append("/")
          .append(replacement_text)
          .append("}");
      return true;
    }
    Pattern pattern;
    std::u32string bad_escape;
    if (!pattern.compile(decoded(pattern_text), true, bad_escape)) {
      return fail(ExpansionFault::invalid_pattern, begin, encoded(bad_escape), variable);
    }
    const std::u32string subject = decoded(value == nullptr ? std::string_view() : *value);
    if (!work(pattern.work(subject))) return fail(ExpansionFault::too_large, begin);
    pattern.prepare(subject);
    const std::u32string new_text = decoded(replacement_text);
    std::u32string result;
    std::size_t copied = 0;
    for (std::size_t search = 0; search <= subject.size();) {
      std::size_t from = search;
      std::size_t to = std::u32string::npos;
      while (from <= subject.size() && (to = pattern.match_at(from)) == std::u32string::npos) ++from;
      if (to == std::u32string::npos) break;
      result += subject.substr(copied, from - copied);
      if (!all) {
        result += new_text;
        copied = to;
        break;
      }
      // An empty match right behind another match is none.
      if (to > copied || from == 0)
        result += filled_replacement(new_text, std::u32string_view(subject).substr(from, to - from));
      if (result.size() > longest_result) return fail(ExpansionFault::too_large, begin);
      copied = to;
      search = to > search ? to : search + 1;
    }
    if (copied < subject.size()) result += subject.substr(copied);
    out += encoded(result);
    return true;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  const Environment& environment_;
  const ExpandOptions& options_;
  bool keep_escapes_ = false;
  bool unfinished_ = false;
  int depth_ = 0;
  std::size_t produced_ = 0;
  std::size_t own_work_ = default_work;
  std::string word_;
  std::uint32_t word_begin_ = 0;
  Expansion result_;
};

}  // namespace

const std::string_view* ListedEnvironment::find(std::string_view name) const {
  for (auto pair = pairs_.rbegin(); pair != pairs_.rend(); ++pair) {
    if (pair->first == name) return &pair->second;
  }
  return nullptr;
}

std::string Expansion::buildkit_message() const {
  switch (fault) {
    case ExpansionFault::none:
      return {};
    case ExpansionFault::open_single_quote:
      return "unexpected end of statement while looking for matching single-quote";
    case ExpansionFault::open_double_quote:
      return "unexpected end of statement while looking for matching double-quote";
    case ExpansionFault::missing_brace:
      return "syntax error: missing '}'";
    case ExpansionFault::missing_slash:
      return "syntax error: missing '/' in ${}";
    case ExpansionFault::bad_substitution:
      return "syntax error: bad substitution";
    case ExpansionFault::unsupported_modifier:
      return "unsupported modifier (" + detail + ") in substitution";
    case ExpansionFault::invalid_pattern:
      return "invalid pattern in substitution: invalid escape '" + detail + "'";
    case ExpansionFault::required_unset:
      return std::string(name) + ": " + detail;
    case ExpansionFault::too_large:
      return {};
  }
  return {};
}

Expansion expand(std::string_view word, const Environment& environment, const ExpandOptions& options) {
  return Expander(word, environment, options).run();
}

std::string unquoted(std::string_view word, char escape) {
  if (word.find_first_of("'\"") == std::string_view::npos && word.find(escape) == std::string_view::npos) {
    return std::string(word);
  }
  Expansion result = expand(word, ListedEnvironment(), {.escape = escape, .keep_variables = true});
  return result.ok() ? std::move(result.text) : std::string(word);
}

}  // namespace seaworthy::dockerfile
