#include "compose/dotenv.h"

#include <utf8proc.h>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace seaworthy::compose {
namespace {

/// Length of the white space character at `at` that is no line break, 0 when there is none: ASCII's, U+0085, U+00A0.
std::size_t blank_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const char c = text[at];
  if (c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r') return 1;
  const std::string_view two = text.substr(at, 2);
  return two == "\xc2\x85" || two == "\xc2\xa0" ? 2 : 0;
}

/// The same for all white space of Unicode, line breaks included.
std::size_t space_at(std::string_view text, std::size_t at) {
  if (const std::size_t blank = blank_at(text, at); blank > 0) return blank;
  if (at < text.size() && text[at] == '\n') return 1;
  const std::string_view three = text.substr(at, 3);
  if (three == "\xe1\x9a\x80" || three == "\xe2\x80\xa8" || three == "\xe2\x80\xa9" || three == "\xe2\x80\xaf" ||
      three == "\xe2\x81\x9f" || three == "\xe3\x80\x80")
    return 3;
  return three.starts_with("\xe2\x80") && three.size() == 3 && static_cast<unsigned char>(three[2]) <= 0x8a ? 3 : 0;
}

/// `end` moved in front of the white space that ends the text.
std::size_t trimmed_end(std::string_view text, std::size_t begin, std::size_t end) {
  while (end > begin) {
    std::size_t space = 0;
    for (std::size_t length = 1; length <= 3 && length <= end - begin; ++length)
      if (space_at(text.substr(0, end), end - length) == length) space = length;
    if (space == 0) return end;
    end -= space;
  }
  return end;
}

/// Length of the character at `at` when it may stand in a name (letters and numbers of any script, `_.-[]`), else 0.
std::size_t key_character_at(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x80) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == '_' || c == '.' || c == '-' || c == '[' || c == ']' ? 1 : 0;
  }
  utf8proc_int32_t code = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  if (length <= 0) return 0;
  const utf8proc_category_t category = utf8proc_category(code);
  const bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
  const bool number = category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
  return letter || number ? static_cast<std::size_t>(length) : 0;
}

class Reader {
 public:
  Reader(const Source& source, const Lookup& lookup, const Lookup& earlier_files, Arena& arena,
         std::vector<DotenvEntry>& entries, std::vector<DotenvProblem>& problems)
      : source_(source),
        text_(source.text()),
        outer_(lookup),
        earlier_files_(earlier_files),
        arena_(arena),
        entries_(entries),
        problems_(problems) {}

  void run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    while (next_statement()) statement();
  }

 private:
  bool next_statement() {
    while (at_ < text_.size()) {
      if (const std::size_t space = space_at(text_, at_); space > 0) {
        at_ += space;
      } else if (text_[at_] == '#') {
        at_ = line_end(at_);
      } else {
        return true;
      }
    }
    return false;
  }

  std::size_t line_end(std::size_t from) const { return std::min(text_.find('\n', from), text_.size()); }

  void statement() {
    const std::size_t begin = at_;
    std::size_t key = at_;
    if (text_.substr(at_).starts_with("export") && at_ + 6 < text_.size() &&
        std::string_view(" \t\n\f\r").find(text_[at_ + 6]) != std::string_view::npos) {
      key = at_ + 6;
      while (const std::size_t blank = blank_at(text_, key)) key += blank;
      if (key >= text_.size()) {
        problem(begin, key, "`export` must be followed by NAME=value");
        return;
      }
    }
    std::size_t stop = key;
    while (stop < text_.size()) {
      const std::size_t blank = blank_at(text_, stop);
      const std::size_t step = blank > 0 ? blank : key_character_at(text_, stop);
      if (step == 0) break;
      stop += step;
    }
    if (stop < text_.size() && text_[stop] != '=' && text_[stop] != ':' && text_[stop] != '\n') {
      problem(stop, stop + 1, "Unexpected character in a variable name; write NAME=value");
      return;
    }
    if (stop >= text_.size()) {
      // A last line that is no assignment becomes the value of a variable without a name.
      unquoted({}, begin, key, key, key);
      return;
    }
    const std::size_t key_end = trimmed_end(text_, key, stop);
    const std::string_view name = text_.substr(key, key_end - key);
    if (name.find(' ') != std::string_view::npos) {
      problem(key, key_end, "A variable name cannot contain a space");
      return;
    }
    if (text_[stop] == '\n') {
      at_ = stop + 1;
      if (const Variable* const variable = lookup(name); variable != nullptr)
        add({name, variable->value, span(key, key_end), span(key, key_end), span(begin, key_end), true});
      return;
    }
    std::size_t value = stop + 1;
    while (const std::size_t blank = blank_at(text_, value)) value += blank;
    if (value < text_.size() && (text_[value] == '"' || text_[value] == '\'')) {
      quoted(name, begin, key, key_end, value);
    } else {
      unquoted(name, begin, key, key_end, value);
    }
  }

  void unquoted(std::string_view name, std::size_t begin, std::size_t key, std::size_t key_end, std::size_t value) {
    const std::size_t end = line_end(value);
    at_ = std::min(end + 1, text_.size());
    const std::size_t stop = trimmed_end(text_, value, std::min(text_.substr(0, end).find(" #", value), end));
    const MappedText mapped{text_.substr(value, stop - value), source_.id(), {}, static_cast<std::uint32_t>(value)};
    if (const auto result = expand(mapped))
      add({name, *result, span(key, key_end), span(value, stop), span(begin, stop), false});
  }

  void quoted(std::string_view name, std::size_t begin, std::size_t key, std::size_t key_end, std::size_t open) {
    const char quote = text_[open];
    // Decoded text with the way back; a run of plain bytes shares one piece.
    std::string decoded;
    std::vector<MappedPiece> pieces;
    const auto put = [&](char c, std::size_t from) {
      const auto text_offset = static_cast<std::uint32_t>(decoded.size());
      const auto source_offset = static_cast<std::uint32_t>(from);
      if (pieces.empty() || pieces.back().source_offset + (text_offset - pieces.back().text_offset) != source_offset)
        pieces.push_back({text_offset, source_offset});
      decoded += c;
    };
    bool escaped = false;
    for (std::size_t i = open + 1; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c != quote) {
        if (!escaped && c == '\\') {
          escaped = true;
          continue;
        }
        if (escaped) {
          escaped = false;
          put('\\', i - 1);
        }
        put(c, i);
        continue;
      }
      if (escaped) {
        escaped = false;
        put(c, i);
        continue;
      }
      at_ = i + 1;
      const Span value_span = span(open, i + 1);
      if (quote == '\'') {
        add({name, arena_.copy(decoded), span(key, key_end), value_span, span(begin, i + 1), false});
        return;
      }
      unescape(decoded, pieces);
      const MappedText mapped{decoded, source_.id(), pieces, static_cast<std::uint32_t>(open + 1)};
      if (const auto result = expand(mapped))
        add({name, arena_.copy(*result), span(key, key_end), value_span, span(begin, i + 1), false});
      return;
    }
    problem(open, line_end(open), "The quote is not closed before the end of the file");
  }

  /// `\n` and friends, `\0` with octal digits, and `\$` which becomes `$$`, so that it is not interpolated.
  static void unescape(std::string& text, std::vector<MappedPiece>& pieces) {
    if (text.find('\\') == std::string::npos) return;
    std::string out;
    std::vector<MappedPiece> moved;
    const auto source_of = [&](std::size_t offset) {
      const auto after =
          std::upper_bound(pieces.begin(), pieces.end(), offset,
                           [](std::size_t at, const MappedPiece& piece) { return at < piece.text_offset; });
      const MappedPiece& piece = *(after - 1);
      return piece.source_offset + static_cast<std::uint32_t>(offset) - piece.text_offset;
    };
    const auto put = [&](std::string_view bytes, std::size_t from) {
      const std::uint32_t source = source_of(from);
      const auto at = static_cast<std::uint32_t>(out.size());
      if (moved.empty() || moved.back().source_offset + (at - moved.back().text_offset) != source)
        moved.push_back({at, source});
      out += bytes;
    };
    for (std::size_t i = 0; i < text.size();) {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      if (text[i] != '\\') {
        put(std::string_view(text).substr(i, 1), i);
        ++i;
        continue;
      }
      constexpr std::string_view letters = "abfnrtv";
      constexpr std::string_view bytes = "\a\b\f\n\r\t\v";
      const std::size_t letter = next == '\0' ? std::string_view::npos : letters.find(next);
      if (next == '$') {
        put("$$", i);
        i += 2;
      } else if (next == '"' || next == '\\') {
        put(std::string_view(text).substr(i + 1, 1), i);
        i += 2;
      } else if (letter != std::string_view::npos) {
        put(bytes.substr(letter, 1), i);
        i += 2;
      } else if (next == '0') {
        std::size_t digits = 0;
        int value = 0;
        while (digits < 3 && i + 2 + digits < text.size() && text[i + 2 + digits] >= '0' && text[i + 2 + digits] <= '9')
          ++digits;
        bool octal = digits == 3;
        for (std::size_t d = 0; d < digits; ++d) {
          octal = octal && text[i + 2 + d] < '8';
          value = value * 8 + (text[i + 2 + d] - '0');
        }
        if (octal && value < 256) {
          // The value is a code point, printed as UTF-8.
          const std::string encoded = value < 0x80 ? std::string(1, static_cast<char>(value))
                                                   : std::string{static_cast<char>(0xc0 | (value >> 6)),
                                                                 static_cast<char>(0x80 | (value & 0x3f))};
          put(encoded, i);
        } else {
          // What is no character loses its zero.
          put("\\" + text.substr(i + 2, digits), i);
        }
        i += 2 + digits;
      } else {
        put("\\", i);
        ++i;
      }
    }
    text = std::move(out);
    pieces = std::move(moved);
  }

  const Variable* lookup(std::string_view name) const {
    if (outer_)
      if (const Variable* const variable = outer_(name); variable != nullptr) return variable;
    const auto found = own_.find(name);
    if (found != own_.end()) return &found->second;
    return earlier_files_ ? earlier_files_(name) : nullptr;
  }

  std::optional<std::string_view> expand(const MappedText& value) {
    std::vector<Interpolation> trace;
    std::vector<InterpolationProblem> found;
    const auto result =
        interpolate(value, [this](std::string_view name) { return lookup(name); }, arena_, trace, found);
    for (const InterpolationProblem& each : found) {
      switch (each.kind) {
        case InterpolationProblem::Kind::invalid:
          problems_.push_back({each.span, "`${` must be followed by NAME and `}`; write `$$` for a dollar sign"});
          break;
        case InterpolationProblem::Kind::required:
          problems_.push_back(
              {each.span, arena_.copy("The required variable `" + std::string(each.variable) + "` has no value")});
          break;
        case InterpolationProblem::Kind::unset:
          problems_.push_back(
              {each.span, arena_.copy("Nothing sets `" + std::string(each.variable) + "`; it becomes empty"), true});
          break;
        case InterpolationProblem::Kind::surprising:
          break;  // Of stack files alone.
      }
    }
    return result;
  }

  void add(const DotenvEntry& entry) {
    entries_.push_back(entry);
    own_[entry.name] = {entry.name, entry.value, VariableSource::env_file, entry.span};
  }

  void problem(std::size_t begin, std::size_t end, std::string_view message) {
    problems_.push_back({span(begin, std::min(end, text_.size())), message});
    at_ = line_end(std::max(begin, at_));
  }

  Span span(std::size_t begin, std::size_t end) const {
    return {source_.id(), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  const Source& source_;
  std::string_view text_;
  const Lookup& outer_;
  const Lookup& earlier_files_;
  Arena& arena_;
  std::vector<DotenvEntry>& entries_;
  std::vector<DotenvProblem>& problems_;
  std::size_t at_ = 0;
  std::unordered_map<std::string_view, Variable> own_;
};

}  // namespace

void read_dotenv(const Source& source, const Lookup& lookup, Arena& arena, std::vector<DotenvEntry>& entries,
                 std::vector<DotenvProblem>& problems, const Lookup& earlier_files) {
  Reader(source, lookup, earlier_files, arena, entries, problems).run();
}

}  // namespace seaworthy::compose
