#include <algorithm>
#include <cstring>

#include "shell/parser.h"

// What begins with a dollar sign, a backtick or `<(`. See parser.h for how the parser works as a whole.
namespace seaworthy::shell::internal {
namespace {

bool is_special_parameter(char c) {
  return c == '@' || c == '*' || c == '#' || c == '?' || c == '-' || c == '$' || c == '!';
}

}  // namespace

std::size_t Parser::add_expansion(ExpansionKind kind, bool in_double_quotes, bool nested) {
  Expansion expansion;
  expansion.kind = kind;
  expansion.in_double_quotes = in_double_quotes;
  expansion.nested = nested;
  expansions_.push_back(expansion);
  return expansions_.size() - 1;
}

/// At a `$`. A `$` that starts nothing is one plain byte.
void Parser::scan_dollar(bool in_double_quotes, bool nested, Runs* runs) {
  const Offset start = pos_;
  const Offset next = after_continuations(start + 1);
  const char c = at(next);
  if (is_name_start(c)) {
    pos_ = next;
    while (pos_ < end_ && is_name(text_[pos_])) ++pos_;
    const std::size_t index = add_expansion(ExpansionKind::parameter, in_double_quotes, nested);
    expansions_[index].span = span_of(start, pos_);
    expansions_[index].name = slice(next, pos_);
    return;
  }
  if (next < end_ && (is_digit(c) || is_special_parameter(c))) {
    pos_ = next + 1;
    const std::size_t index = add_expansion(ExpansionKind::parameter, in_double_quotes, nested);
    expansions_[index].span = span_of(start, pos_);
    expansions_[index].name = slice(next, pos_);
    return;
  }
  if (c == '{') {
    pos_ = next + 1;
    scan_braced(start, in_double_quotes, nested);
    return;
  }
  if (c == '(') {
    const Offset second = after_continuations(next + 1);
    if (at(second) == '(') {
      const Offset close = find_arithmetic_end(second + 1);
      if (close != nowhere) {
        scan_arithmetic(start, second + 1, close, close + 2, in_double_quotes, nested);
        return;
      }
    }
    scan_substitution(ExpansionKind::command, start, next + 1, in_double_quotes, nested);
    return;
  }
  if (c == '[' && bash_like()) {
    const Offset close = find_subscript_end(next);
    if (close != nowhere) {
      scan_arithmetic(start, next + 1, close, close + 1, in_double_quotes, nested);
      return;
    }
  }
  if (!in_double_quotes && next == start + 1) {
    if (c == '\'') {
      scan_ansi_quoted(runs);
      return;
    }
    if (c == '"') {
      if (runs != nullptr) cut(*runs, start, next);
      pos_ = next;
      scan_double_quoted(runs);
      return;
    }
  }
  pos_ = start + 1;
}

/// Behind `${`, which began at `start`.
void Parser::scan_braced(Offset start, bool in_double_quotes, bool nested) {
  const std::size_t index = add_expansion(ExpansionKind::parameter, in_double_quotes, nested);
  if (too_deep()) {
    expansions_[index].span = span_of(start, pos_);
    return;
  }
  ++depth_;
  bool indirect = false;
  bool length = false;
  if (at(pos_) == '(' && dialect_ == Dialect::zsh) {
    const Offset close = find(')', pos_);
    if (close < end_) pos_ = close + 1;
  }
  if (at(pos_) == '!' && (is_name(at(pos_ + 1)) || at(pos_ + 1) == '@' || at(pos_ + 1) == '*')) {
    indirect = true;
    ++pos_;
  } else if (at(pos_) == '#') {
    const char after = at(pos_ + 1);
    length = is_name(after) || (is_special_parameter(after) && at(pos_ + 2) == '}');
    if (length) ++pos_;
  }
  const Offset name_begin = pos_;
  if (is_name_start(at(pos_))) {
    while (pos_ < end_ && is_name(text_[pos_])) ++pos_;
  } else if (is_digit(at(pos_))) {
    while (pos_ < end_ && is_digit(text_[pos_])) ++pos_;
  } else if (is_special_parameter(at(pos_))) {
    ++pos_;
  }
  expansions_[index].name = slice(name_begin, pos_);
  if (at(pos_) == '[') {
    const Offset subscript_begin = pos_ + 1;
    const Offset subscript_end = scan_subscript(in_double_quotes);
    expansions_[index].subscript = slice(subscript_begin, subscript_end);
  }
  const Offset operation_begin = pos_;
  switch (at(pos_)) {
    case ':':
      ++pos_;
      if (const char c = at(pos_); c == '-' || c == '=' || c == '?' || c == '+') ++pos_;
      break;
    case '#':
    case '%':
    case '^':
    case ',':
      pos_ += at(pos_ + 1) == at(pos_) ? 2 : 1;
      break;
    case '/':
      ++pos_;
      if (const char c = at(pos_); c == '/' || c == '#' || c == '%') ++pos_;
      break;
    case '-':
    case '=':
    case '?':
    case '+':
    case '@':
      ++pos_;
      break;
    default:
      break;
  }
  std::string_view operation = slice(operation_begin, pos_);
  const Offset argument_begin = pos_;
  // `"${x#'a'}"` has a quoted pattern; `"${x:-it's}"` is plain text, but outside heredocs bash wants the quotes to pair
  // up all the same.
  const bool pattern_operation = !operation.empty() && std::strchr("#%/^,", operation.front()) != nullptr;
  scan_braced_argument(in_double_quotes,
                       in_double_quotes && !pattern_operation && (dialect_ != Dialect::bash || in_heredoc_));
  --depth_;
  if (length)
    operation = "#len";
  else if (indirect && operation.empty())
    operation = "!";
  Expansion& expansion = expansions_[index];
  expansion.operation = operation;
  expansion.argument = slice(argument_begin, pos_);
  if (pos_ < end_) {
    ++pos_;
  } else {
    error(start, std::min(start + 2, end_), "This `${` is never closed");
  }
  expansions_[index].span = span_of(start, pos_);
}

/// Up to the `}` that ends a `${`.
void Parser::scan_braced_argument(bool in_double_quotes, bool literal_quotes) {
  while (pos_ < end_) {
    switch (text_[pos_]) {
      case '}':
        return;
      case '\\':
        pos_ = std::min(pos_ + 2, end_);
        break;
      case '\'':
        if (literal_quotes) {
          ++pos_;
        } else {
          const Offset close = find('\'', pos_ + 1);
          if (close >= end_) error(pos_, pos_ + 1, "This single quote is never closed");
          pos_ = close < end_ ? close + 1 : end_;
        }
        break;
      case '"':
        scan_double_quoted(nullptr);
        break;
      case '$':
        scan_dollar(in_double_quotes, true, nullptr);
        break;
      case '`':
        scan_backtick(in_double_quotes, true);
        break;
      default:
        ++pos_;
    }
  }
}

/// At the `[` of `${a[i]}`. Returns where the subscript ends; leaves pos_ behind the `]`.
Parser::Offset Parser::scan_subscript(bool in_double_quotes) {
  int brackets = 0;
  while (pos_ < end_) {
    switch (text_[pos_]) {
      case '[':
        ++brackets;
        ++pos_;
        break;
      case ']':
        ++pos_;
        if (--brackets == 0) return pos_ - 1;
        break;
      case '}':
        return pos_;
      case '\\':
        pos_ = std::min(pos_ + 2, end_);
        break;
      case '\'': {
        const Offset close = in_double_quotes ? end_ : find('\'', pos_ + 1);
        pos_ = close < end_ ? close + 1 : pos_ + 1;
        break;
      }
      case '"':
        scan_double_quoted(nullptr);
        break;
      case '$':
        scan_dollar(in_double_quotes, true, nullptr);
        break;
      case '`':
        scan_backtick(in_double_quotes, true);
        break;
      default:
        ++pos_;
    }
  }
  return pos_;
}

/// `$(`, `<(` or `>(` at `start`, whose commands begin at `inner`.
void Parser::scan_substitution(ExpansionKind kind, Offset start, Offset inner, bool in_double_quotes, bool nested) {
  const std::size_t index = add_expansion(kind, in_double_quotes, nested);
  pos_ = inner;
  const Script* const script = too_deep() ? nullptr : parse_script(dialect_, true);
  expansions_[index].script = script;
  expansions_[index].argument = slice(inner, pos_);
  if (at(pos_) == ')') {
    ++pos_;
  } else {
    missing(")", slice(start, inner), start);
  }
  expansions_[index].span = span_of(start, pos_);
}

/// At a backtick. The text up to the next unescaped one is a script once its backslashes are removed.
void Parser::scan_backtick(bool in_double_quotes, bool nested) {
  const Offset start = pos_;
  const std::size_t index = add_expansion(ExpansionKind::command, in_double_quotes, nested);
  const auto is_escape = [&](Offset backslash) {
    const char next = at(backslash + 1);
    return next == '`' || next == '\\' || next == '$' || (in_double_quotes && next == '"');
  };
  bool escapes = false;
  Offset close = start + 1;
  while (close < end_ && text_[close] != '`') {
    if (text_[close] == '\\') {
      escapes = escapes || is_escape(close);
      ++close;
    }
    ++close;
  }
  close = std::min(close, end_);
  const Offset saved_end = end_;
  if (!too_deep()) {
    if (!escapes) {
      end_ = close;
      pos_ = start + 1;
      expansions_[index].script = parse_script(dialect_, false);
      end_ = saved_end;
    } else if (decoded_depth_ < decoded_depth_limit) {
      Decoded decoded;
      Offset run = start + 1;
      for (Offset i = run; i < close; ++i) {
        if (text_[i] != '\\') continue;
        if (is_escape(i)) {
          add_run(decoded, run, i);
          run = i + 1;
        }
        ++i;
      }
      add_run(decoded, run, close);
      Context saved;
      enter(*finish(decoded), saved);
      const Script* const script = parse_script(dialect_, false);
      leave(saved);
      expansions_[index].script = script;
    }
  }
  expansions_[index].argument = slice(start + 1, close);
  pos_ = close;
  if (close < end_) {
    ++pos_;
  } else {
    error(start, start + 1, "This backtick is never closed");
  }
  expansions_[index].span = span_of(start, pos_);
}

/// `$((...))` or `$[...]` from `start` to `end`, the expression from `inner` to `close`.
void Parser::scan_arithmetic(Offset start, Offset inner, Offset close, Offset end, bool in_double_quotes, bool nested) {
  const std::size_t index = add_expansion(ExpansionKind::arithmetic, in_double_quotes, nested);
  expansions_[index].span = span_of(start, end);
  expansions_[index].argument = slice(inner, close);
  pos_ = inner;
  if (!too_deep()) {
    ++depth_;
    scan_expansions_until(close);
    --depth_;
  }
  pos_ = end;
}

/// Collects the expansions of text in which nothing else matters: arithmetic.
void Parser::scan_expansions_until(Offset end) {
  const Offset saved_end = end_;
  end_ = end;
  while (true) {
    while (pos_ < end_ && !is(text_[pos_], quote_special)) ++pos_;
    if (pos_ >= end_) break;
    switch (text_[pos_]) {
      case '$':
        scan_dollar(true, true, nullptr);
        break;
      case '`':
        scan_backtick(true, true);
        break;
      case '\\':
        pos_ = std::min(pos_ + 2, end_);
        break;
      default:
        ++pos_;
    }
  }
  end_ = saved_end;
}

// --- looking ahead

/// Where the `))` is that closes arithmetic whose text begins at `inner`, or `nowhere` when it is no arithmetic: then
/// `$((` was a substitution that begins with a subshell.
Parser::Offset Parser::find_arithmetic_end(Offset inner) {
  std::uint32_t open = 0;
  Offset at_offset = inner;
  Offset result = nowhere;
  bool broken = false;
  const Offset limit = lookahead_limit(inner);
  while (at_offset < limit && !broken) {
    switch (text_[at_offset]) {
      case '(':
        ++open;
        break;
      case ')':
        if (open == 0) {
          const Offset second = after_continuations(at_offset + 1);
          if (at(second) == ')' && second == at_offset + 1) result = at_offset;
          broken = true;
          break;
        }
        --open;
        break;
      case '\\':
        ++at_offset;
        break;
      case '\'':
      case '"':
      case '`': {
        const char quote = text_[at_offset];
        const Offset start = at_offset;
        ++at_offset;
        while (at_offset < limit && text_[at_offset] != quote)
          at_offset += text_[at_offset] == '\\' && quote != '\'' ? 2 : 1;
        // An apostrophe that nothing closes is a plain character.
        if (at_offset >= limit) at_offset = start;
        break;
      }
      default:
        break;
    }
    ++at_offset;
  }
  spend(at_offset - inner);
  return result;
}

/// The `]` that belongs to the `[` at `bracket`, on the same line; else `nowhere`.
Parser::Offset Parser::find_subscript_end(Offset bracket) {
  std::uint32_t open = 0;
  Offset offset = bracket;
  Offset result = nowhere;
  const Offset limit = lookahead_limit(bracket);
  for (; offset < limit; ++offset) {
    const char c = text_[offset];
    if (c == '[') {
      ++open;
    } else if (c == ']') {
      if (--open == 0) {
        result = offset;
        break;
      }
    } else if (c == '\\') {
      ++offset;
    } else if (c == '\n') {
      break;
    } else if (c == '"' || c == '\'') {
      Offset close = offset + 1;
      while (close < limit && text_[close] != c && text_[close] != '\n')
        close += text_[close] == '\\' && c == '"' ? 2 : 1;
      if (close >= limit || text_[close] != c) break;
      offset = close;
    }
  }
  spend(offset - bracket);
  return result;
}

}  // namespace seaworthy::shell::internal
