#include <algorithm>

#include "shell/parser.h"

// Words, quotes, globs and assignments. See parser.h for how the parser works as a whole.
namespace seaworthy::shell::internal {
namespace {

bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::uint32_t hexadecimal_value(char c) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  return static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | (code >> 6));
    byte(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    byte(0xe0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3f));
    byte(0x80 | (code & 0x3f));
  } else {
    byte(0xf0 | ((code >> 18) & 0x07));
    byte(0x80 | ((code >> 12) & 0x3f));
    byte(0x80 | ((code >> 6) & 0x3f));
    byte(0x80 | (code & 0x3f));
  }
}

/// Decodes one escape of `$'...'` at `text[0] == '\\'` and returns its length, at least 1.
std::size_t decode_ansi_escape(std::string_view text, std::string& out) {
  if (text.size() < 2) {
    out.push_back('\\');
    return 1;
  }
  const char kind = text[1];
  const auto number = [&text](std::size_t from, std::size_t most, std::size_t& length) {
    std::uint32_t value = 0;
    for (length = 0; length < most && from + length < text.size() && is_hexadecimal(text[from + length]); ++length)
      value = value * 16 + hexadecimal_value(text[from + length]);
    return value;
  };
  switch (kind) {
    case 'a':
      out.push_back('\a');
      return 2;
    case 'b':
      out.push_back('\b');
      return 2;
    case 'e':
    case 'E':
      out.push_back('\x1b');
      return 2;
    case 'f':
      out.push_back('\f');
      return 2;
    case 'n':
      out.push_back('\n');
      return 2;
    case 'r':
      out.push_back('\r');
      return 2;
    case 't':
      out.push_back('\t');
      return 2;
    case 'v':
      out.push_back('\v');
      return 2;
    case '\\':
    case '\'':
    case '"':
    case '?':
      out.push_back(kind);
      return 2;
    case 'c':
      if (text.size() < 3) break;
      out.push_back(static_cast<char>(text[2] & 0x1f));
      return 3;
    case 'x':
    case 'u':
    case 'U': {
      std::size_t length = 0;
      const std::uint32_t value = number(2, kind == 'x' ? 2 : kind == 'u' ? 4 : 8, length);
      if (length == 0) break;
      if (kind == 'x')
        out.push_back(static_cast<char>(value));
      else
        append_utf8(out, value);
      return 2 + length;
    }
    default:
      break;
  }
  if (kind >= '0' && kind <= '7') {
    std::uint32_t value = 0;
    std::size_t length = 1;
    for (; length < 4 && length < text.size() && text[length] >= '0' && text[length] <= '7'; ++length)
      value = value * 8 + static_cast<std::uint32_t>(text[length] - '0');
    out.push_back(static_cast<char>(value));
    return length;
  }
  out.push_back('\\');
  out.push_back(kind);
  return 2;
}

}  // namespace

// --- the text of a word

void Parser::close_run(Runs& runs, Offset end) {
  if (end <= runs.begin) return;
  if (recording_ != nullptr) add_run(*recording_, runs.begin, end);
  if (!runs.has_first) {
    runs.has_first = true;
    runs.first_begin = runs.begin;
    runs.first_end = end;
    return;
  }
  if (!runs.copied) {
    runs.copied = true;
    scratch_.append(slice(runs.first_begin, runs.first_end));
  }
  scratch_.append(slice(runs.begin, end));
}

void Parser::cut(Runs& runs, Offset end, Offset resume) {
  close_run(runs, end);
  runs.begin = resume;
}

void Parser::put(Runs& runs, std::string_view decoded, Offset end, Offset resume) {
  close_run(runs, end);
  if (!runs.copied) {
    runs.copied = true;
    if (runs.has_first) scratch_.append(slice(runs.first_begin, runs.first_end));
    runs.has_first = true;
  }
  scratch_.append(decoded);
  if (recording_ != nullptr) {
    add_run(*recording_, end, end + 1);
    recording_->text.pop_back();
    recording_->text.append(decoded);
  }
  runs.begin = resume;
}

std::string_view Parser::finish_text(Runs& runs, Offset end) {
  close_run(runs, end);
  if (!runs.copied) return runs.has_first ? slice(runs.first_begin, runs.first_end) : slice(end, end);
  const std::string_view text = arena_.copy(std::string_view(scratch_).substr(runs.mark));
  scratch_.resize(runs.mark);
  return text;
}

// --- words

Word Parser::scan_word(WordMode mode, Offset glued_until) {
  const Offset begin = pos_;
  Runs runs;
  runs.begin = begin;
  runs.mark = scratch_.size();
  const std::size_t first_expansion = expansions_.size();
  const std::size_t first_brace = braces_.size();
  const std::size_t first_continuation = continuations_.size();
  const bool globs = mode == WordMode::argument || mode == WordMode::pattern || mode == WordMode::match;
  bool quoted = false;
  bool out_of_order = false;  // A glob or brace was added behind what stands inside it.
  Offset bracket = nowhere;
  Offset fixed_until = begin;  // What stands before this is quoted or part of an expansion.
  const auto add_glob = [this](Offset glob_begin, Offset glob_end) {
    const std::size_t index = add_expansion(ExpansionKind::glob, false, false);
    expansions_[index].span = span_of(glob_begin, glob_end);
  };

  while (true) {
    while (pos_ < end_ && !is(text_[pos_], word_special)) ++pos_;
    if (pos_ >= end_) break;
    const char c = text_[pos_];
    switch (c) {
      case '\'':
        quoted = true;
        scan_single_quoted(runs);
        fixed_until = pos_;
        continue;
      case '"':
        quoted = true;
        scan_double_quoted(&runs);
        fixed_until = pos_;
        continue;
      case '$': {
        const char next = at(pos_ + 1);
        quoted = quoted || next == '\'' || next == '"';
        scan_dollar(false, false, &runs);
        fixed_until = pos_;
        continue;
      }
      case '`':
        scan_backtick(false, false);
        fixed_until = pos_;
        continue;
      case '\\':
        if (const Offset length = continuation_at(pos_); length != 0) {
          continuations_.push_back(pos_);
          cut(runs, pos_, pos_ + length);
          pos_ += length;
          continue;
        }
        quoted = true;
        if (pos_ + 1 < end_) cut(runs, pos_, pos_ + 1);
        pos_ = std::min(pos_ + 2, end_);
        fixed_until = pos_;
        continue;
      case '*':
      case '?': {
        const Offset glob_begin = pos_;
        while (at(pos_) == '*' || at(pos_) == '?') ++pos_;
        // `a*(b)`: the last of them opens an extended glob, which is recorded as a whole.
        const bool extends = at(pos_) == '(' && (mode == WordMode::match || extended_globs());
        if (globs && pos_ - glob_begin > (extends ? 1U : 0U)) add_glob(glob_begin, pos_ - (extends ? 1 : 0));
        continue;
      }
      case '[':
        if (bracket == nowhere) bracket = pos_;
        ++pos_;
        continue;
      case ']':
        ++pos_;
        if (bracket == nowhere || pos_ - bracket <= 2) continue;
        if (globs && pos_ > glued_until) {
          // Globs inside the brackets are plain characters of the set.
          const Span set = span_of(bracket, pos_);
          std::size_t kept = first_expansion;
          for (std::size_t i = first_expansion; i < expansions_.size(); ++i)
            if (expansions_[i].kind != ExpansionKind::glob || !set.contains(expansions_[i].span))
              expansions_[kept++] = expansions_[i];
          expansions_.resize(kept);
          add_glob(bracket, pos_);
          out_of_order = true;
        }
        bracket = nowhere;
        continue;
      case '{':
        if (mode == WordMode::argument) braces_.push_back({pos_, false});
        ++pos_;
        continue;
      case ',':
        if (braces_.size() > first_brace) braces_.back().comma = true;
        ++pos_;
        continue;
      case '}':
        ++pos_;
        if (braces_.size() > first_brace) {
          const BraceStart start = braces_.back();
          braces_.pop_back();
          if (start.comma || is_sequence(start.begin + 1, pos_ - 1)) {
            const std::size_t index = add_expansion(ExpansionKind::brace, false, false);
            expansions_[index].span = span_of(start.begin, pos_);
            expansions_[index].argument = slice(start.begin + 1, pos_ - 1);
            out_of_order = true;
          }
        }
        continue;
      case '~':
        if (pos_ == begin || (mode == WordMode::value && text_[pos_ - 1] == ':')) {
          scan_tilde(mode);
        } else {
          ++pos_;
        }
        continue;
      case '\r':
        // A carriage return before the end of the line is part of the line end, not of the word.
        if (pos_ + 1 == end_ || text_[pos_ + 1] == '\n') goto finished;
        ++pos_;
        continue;
      default:
        break;
    }
    // A character that ends words.
    if (pos_ < glued_until) {
      ++pos_;
      continue;
    }
    if ((c == '<' || c == '>') && at(pos_ + 1) == '(' && mode != WordMode::regex) {
      scan_substitution(ExpansionKind::process, pos_, pos_ + 2, false, false);
      continue;
    }
    if (mode == WordMode::regex) {
      if (c == '|') {
        if (at(pos_ + 1) == '|') break;
        ++pos_;
        continue;
      }
      if (c == '(') {
        scan_extended_glob(runs);
        continue;
      }
    } else if (c == '(' && pos_ > fixed_until && (mode == WordMode::match || extended_globs())) {
      const char before = text_[pos_ - 1];
      if (before == '@' || before == '?' || before == '*' || before == '+' || before == '!') {
        const Offset glob_begin = pos_ - 1;
        const std::size_t index = add_expansion(ExpansionKind::glob, false, false);
        scan_extended_glob(runs);
        expansions_[index].span = span_of(glob_begin, pos_);
        continue;
      }
    }
    break;
  }
finished:
  const Offset end = pos_;
  Word word;
  word.span = span_of(begin, end);
  word.quoted = quoted;
  if (continuations_.size() == first_continuation) {
    word.raw = slice(begin, end);
  } else {
    const std::size_t mark = scratch_.size();
    Offset from = begin;
    for (std::size_t i = first_continuation; i < continuations_.size(); ++i) {
      scratch_.append(slice(from, continuations_[i]));
      from = continuations_[i] + continuation_at(continuations_[i]);
    }
    scratch_.append(slice(from, end));
    word.raw = arena_.copy(std::string_view(scratch_).substr(mark));
    scratch_.resize(mark);
    continuations_.resize(first_continuation);
  }
  word.text = finish_text(runs, end);
  braces_.resize(first_brace);
  if (expansions_.size() > first_expansion) {
    if (out_of_order)
      std::sort(expansions_.begin() + static_cast<std::ptrdiff_t>(first_expansion), expansions_.end(),
                [](const Expansion& left, const Expansion& right) { return left.span.begin < right.span.begin; });
    word.literal = false;
    const std::size_t count = expansions_.size() - first_expansion;
    auto* const storage = static_cast<Expansion*>(arena_.allocate(count * sizeof(Expansion), alignof(Expansion)));
    std::copy_n(expansions_.data() + first_expansion, count, storage);
    word.expansions = {storage, count};
    expansions_.resize(first_expansion);
  }
  return word;
}

/// The delimiter of a heredoc: quotes fall away, nothing expands.
Word Parser::scan_delimiter() {
  const Offset begin = pos_;
  Runs runs;
  runs.begin = begin;
  runs.mark = scratch_.size();
  Word word;
  while (pos_ < end_ && !is(text_[pos_], word_end)) {
    const char c = text_[pos_];
    if (c == '\'') {
      word.quoted = true;
      scan_single_quoted(runs);
    } else if (c == '"') {
      word.quoted = true;
      cut(runs, pos_, pos_ + 1);
      ++pos_;
      while (pos_ < end_ && text_[pos_] != '"' && text_[pos_] != '\n') ++pos_;
      if (at(pos_) == '"') {
        cut(runs, pos_, pos_ + 1);
        ++pos_;
      } else {
        error(begin, pos_, "This heredoc delimiter has a quote that is never closed");
      }
    } else if (c == '\\' && pos_ + 1 < end_) {
      const Offset length = continuation_at(pos_);
      word.quoted = word.quoted || length == 0;
      cut(runs, pos_, pos_ + (length == 0 ? 1 : length));
      pos_ += length == 0 ? 2 : length;
    } else if (c == '\r' && (pos_ + 1 == end_ || text_[pos_ + 1] == '\n')) {
      break;
    } else {
      ++pos_;
    }
  }
  word.span = span_of(begin, pos_);
  word.raw = slice(begin, pos_);
  word.text = finish_text(runs, pos_);
  return word;
}

Word Parser::make_operator_word(Offset begin, Offset end) const {
  Word word;
  word.span = span_of(begin, end);
  word.raw = slice(begin, end);
  word.text = word.raw;
  return word;
}

// --- quotes

void Parser::scan_single_quoted(Runs& runs) {
  const Offset open = pos_;
  const Offset close = find('\'', open + 1);
  cut(runs, open, open + 1);
  if (close < end_) {
    cut(runs, close, close + 1);
    pos_ = close + 1;
    return;
  }
  error(open, open + 1, "This single quote is never closed");
  pos_ = quote_retries_-- > 0 ? find('\n', open) : end_;
}

/// `runs` is null inside `${...}`, whose text is kept as written.
void Parser::scan_double_quoted(Runs* runs) {
  const Offset open = pos_;
  const Heights start = heights();
  if (runs != nullptr) cut(*runs, open, open + 1);
  const Runs runs_at_start = runs != nullptr ? *runs : Runs{};
  const std::size_t scratch_at_start = scratch_.size();
  const std::size_t continuations_at_start = continuations_.size();
  const std::size_t recorded_at_start = recording_ != nullptr ? recording_->text.size() : 0;
  ++pos_;
  while (true) {
    while (pos_ < end_ && !is(text_[pos_], quote_special)) ++pos_;
    if (pos_ >= end_) break;
    switch (text_[pos_]) {
      case '"':
        if (runs != nullptr) cut(*runs, pos_, pos_ + 1);
        ++pos_;
        return;
      case '$':
        scan_dollar(true, runs == nullptr, runs);
        continue;
      case '`':
        scan_backtick(true, runs == nullptr);
        continue;
      default:
        break;
    }
    // A backslash.
    if (const Offset length = continuation_at(pos_); length != 0) {
      if (runs != nullptr) {
        continuations_.push_back(pos_);
        cut(*runs, pos_, pos_ + length);
      }
      pos_ += length;
      continue;
    }
    const char next = at(pos_ + 1);
    if (pos_ + 1 < end_ && is(next, quote_special) && runs != nullptr) cut(*runs, pos_, pos_ + 1);
    pos_ = std::min(pos_ + 2, end_);
  }
  if (quote_retries_-- > 0 && find('\n', open) < end_) {
    // Most likely the quote was meant to end on its line: read on behind it, so that one slip does not hide the rest.
    cut_back(start);
    pos_ = find('\n', open);
    if (runs != nullptr) {
      *runs = runs_at_start;
      scratch_.resize(scratch_at_start);
      continuations_.resize(continuations_at_start);
    }
    if (recording_ != nullptr) {
      recording_->text.resize(recorded_at_start);
      while (!recording_->pieces.empty() && recording_->pieces.back().text_offset >= recorded_at_start)
        recording_->pieces.pop_back();
    }
  }
  error(open, open + 1, "This double quote is never closed");
}

/// At the `$` of `$'`.
void Parser::scan_ansi_quoted(Runs* runs) {
  const Offset start = pos_;
  pos_ = start + 2;
  if (runs != nullptr) cut(*runs, start, pos_);
  bool ended = false;  // By a NUL, behind which the shell drops the rest of the string.
  std::string decoded;
  while (pos_ < end_ && text_[pos_] != '\'') {
    if (text_[pos_] != '\\') {
      ++pos_;
      if (ended && runs != nullptr) runs->begin = pos_;
      continue;
    }
    const Offset backslash = pos_;
    decoded.clear();
    const std::size_t length = decode_ansi_escape(slice(pos_, std::min(end_, pos_ + 10)), decoded);
    pos_ += static_cast<Offset>(length);
    if (runs == nullptr) continue;
    if (!ended && decoded == std::string_view("\0", 1)) {
      cut(*runs, backslash, pos_);
      ended = true;
    } else if (ended) {
      runs->begin = pos_;
    } else {
      put(*runs, decoded, backslash, pos_);
    }
  }
  if (pos_ < end_) {
    if (runs != nullptr) cut(*runs, pos_, pos_ + 1);
    ++pos_;
    return;
  }
  error(start, start + 2, "This quote is never closed");
}

// --- globs

/// At the `(` of `@(a|b)` or of a regular expression: up to its `)`.
void Parser::scan_extended_glob(Runs& runs) {
  std::uint32_t open = 0;
  while (pos_ < end_) {
    switch (text_[pos_]) {
      case '(':
        ++open;
        ++pos_;
        break;
      case ')':
        ++pos_;
        if (--open == 0) return;
        break;
      case '\'':
        scan_single_quoted(runs);
        break;
      case '"':
        scan_double_quoted(&runs);
        break;
      case '$':
        scan_dollar(false, false, &runs);
        break;
      case '`':
        scan_backtick(false, false);
        break;
      case '\\':
        if (const Offset length = continuation_at(pos_); length != 0) {
          continuations_.push_back(pos_);
          cut(runs, pos_, pos_ + length);
          pos_ += length;
        } else if (pos_ + 1 < end_) {
          cut(runs, pos_, pos_ + 1);
          pos_ += 2;
        } else {
          ++pos_;
        }
        break;
      case '\n':
        return;  // A pattern that is not closed on its line is a slip; the caller reports what follows.
      default:
        ++pos_;
    }
  }
}

void Parser::scan_tilde(WordMode mode) {
  const Offset start = pos_;
  ++pos_;
  while (pos_ < end_ && (is_name(text_[pos_]) || text_[pos_] == '-' || text_[pos_] == '.' || text_[pos_] == '+'))
    ++pos_;
  const char next = at(pos_);
  if (pos_ < end_ && next != '/' && !is(next, word_end) && !(mode == WordMode::value && next == ':') && next != '\r')
    return;
  const std::size_t index = add_expansion(ExpansionKind::tilde, false, false);
  expansions_[index].span = span_of(start, pos_);
  expansions_[index].argument = slice(start + 1, pos_);
}

/// `1..5`, `a..f`, `01..10..2`: what braces turn into a sequence.
bool Parser::is_sequence(Offset begin, Offset end) const {
  constexpr Offset longest = 64;
  if (end <= begin || end - begin > longest) return false;
  const std::string_view text = slice(begin, end);
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return false;
  const std::string_view first = text.substr(0, dots);
  std::string_view last = text.substr(dots + 2);
  std::string_view step;
  if (const std::size_t more = last.find(".."); more != std::string_view::npos) {
    step = last.substr(more + 2);
    last = last.substr(0, more);
    if (step.empty()) return false;
  }
  const auto is_number = [](std::string_view part) {
    if (!part.empty() && (part.front() == '-' || part.front() == '+')) part.remove_prefix(1);
    return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
  };
  const auto is_letter = [](std::string_view part) {
    return part.size() == 1 && is_name_start(part.front()) && part.front() != '_';
  };
  // An end that is a variable never makes a sequence in bash, where braces come first.
  if (!step.empty() && !is_number(step)) return false;
  return (is_number(first) && is_number(last)) || (is_letter(first) && is_letter(last));
}

// --- assignments

/// Where the `=` or `+=` of an assignment that begins at `begin` is, or `nowhere` when it is another word.
Parser::Offset Parser::assignment_operator(Offset begin) {
  Offset offset = begin;
  if (!is_name_start(at(offset))) return nowhere;
  while (offset < end_ && is_name(text_[offset])) ++offset;
  if (at(offset) == '[') {
    const Offset close = find_subscript_end(offset);
    if (close == nowhere || close == offset + 1) return nowhere;
    offset = close + 1;
  }
  if (at(offset) == '=') return offset;
  if (at(offset) == '+' && at(offset + 1) == '=') return offset;
  return nowhere;
}

Assignment Parser::scan_assignment(Offset operator_offset) {
  const Offset begin = pos_;
  Assignment assignment;
  while (is_name(at(pos_))) ++pos_;
  assignment.name = slice(begin, pos_);
  if (at(pos_) == '[') {
    ++pos_;
    const Offset saved_end = end_;
    end_ = operator_offset - 1;
    assignment.subscript = arena_.make<Word>(scan_word(WordMode::value, end_));
    end_ = saved_end;
  }
  assignment.append = at(operator_offset) == '+';
  pos_ = operator_offset + (assignment.append ? 2 : 1);
  const Offset value_begin = pos_;
  if (at(pos_) == '(') {
    assignment.array = true;
    std::vector<Word> elements;
    scan_array(&elements);
    assignment.elements = arena_.copy(elements);
    assignment.value = make_operator_word(value_begin, pos_);
    assignment.value.literal = false;
  } else {
    assignment.value = scan_word(WordMode::value);
  }
  assignment.span = span_of(begin, pos_);
  return assignment;
}

/// At the `(` of an array's value. Without `elements` only the expansions are kept, on the expansion stack.
void Parser::scan_array(std::vector<Word>* elements) {
  const Offset begin = pos_;
  ++pos_;
  while (true) {
    skip_newlines();
    if (pos_ >= end_) {
      missing(")", "(", begin);
      return;
    }
    const char c = text_[pos_];
    if (c == ')') {
      ++pos_;
      return;
    }
    if (is(c, word_end) && !((c == '<' || c == '>') && at(pos_ + 1) == '(')) {
      unexpected();
      // Whatever this is, the array ends before it on this line or not at all.
      while (pos_ < end_ && text_[pos_] != ')' && text_[pos_] != '\n') ++pos_;
      if (at(pos_) == ')') ++pos_;
      return;
    }
    Offset glued_until = 0;
    if (c == '[') {
      const Offset close = find_subscript_end(pos_);
      if (close != nowhere && (at(close + 1) == '=' || (at(close + 1) == '+' && at(close + 2) == '=')))
        glued_until = close + 1;
    }
    const Word element = scan_word(WordMode::argument, glued_until);
    if (elements != nullptr)
      elements->push_back(element);
    else
      expansions_.insert(expansions_.end(), element.expansions.begin(), element.expansions.end());
  }
}

}  // namespace seaworthy::shell::internal
