#include "compose/emit.h"

#include <algorithm>

#include "compose/path.h"
#include "compose/scalars.h"

namespace seaworthy::compose {
namespace {

/// Length of the UTF-8 sequence at `at`, 0 when it is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const unsigned char first = byte(at);
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return continues(at + 1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    if (!continues(at + 1) || !continues(at + 2)) return 0;
    if (first == 0xe0 && byte(at + 1) < 0xa0) return 0;
    if (first == 0xed && byte(at + 1) >= 0xa0) return 0;
    return 3;
  }
  if (first >= 0xf0 && first < 0xf5) {
    if (!continues(at + 1) || !continues(at + 2) || !continues(at + 3)) return 0;
    if (first == 0xf0 && byte(at + 1) < 0x90) return 0;
    if (first == 0xf4 && byte(at + 1) >= 0x90) return 0;
    return 4;
  }
  return 0;
}

std::uint32_t code_point(std::string_view text, std::size_t at, std::size_t length) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i])); };
  if (length == 1) return byte(0);
  std::uint32_t code = byte(0) & (length == 2 ? 0x1f : length == 3 ? 0x0f : 0x07);
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3f);
  return code;
}

std::string hexadecimal(std::uint32_t code, int digits, std::string_view letters) {
  std::string result;
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) result += letters[code >> shift & 15];
  return result;
}

/// The attributes to print of one object, in order; `value` is null for what JSON prints although it is not given.
struct Printed {
  std::string_view key;
  const Value* value = nullptr;
  const ShapeField* field = nullptr;
};

bool is_object(Shape shape) {
  return shape == Shape::object || shape == Shape::object_if_given || shape == Shape::objects ||
         shape == Shape::object_map || shape == Shape::nullable_map;
}

}  // namespace

std::string json_text(std::string_view text) {
  const auto is_usual = [](char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
  };
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    // Nearly all text is one run of usual letters.
    std::size_t end = i;
    while (end < text.size() && is_usual(text[end])) ++end;
    out += text.substr(i, end - i);
    i = end;
    if (i == text.size()) break;
    const std::size_t length = sequence_length(text, i);
    if (length == 0) {
      out += "\\ufffd";
      ++i;
      continue;
    }
    const char c = text[i];
    if (length == 1) {
      switch (c) {
        case '"':
          out += "\\\"";
          break;
        case '\\':
          out += "\\\\";
          break;
        case '\b':
          out += "\\b";
          break;
        case '\f':
          out += "\\f";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
            out += "\\u" + hexadecimal(static_cast<unsigned char>(c), 4, "0123456789abcdef");
          } else {
            out += c;
          }
      }
    } else {
      const std::uint32_t code = code_point(text, i, length);
      if (code == 0x2028 || code == 0x2029) {
        out += "\\u" + hexadecimal(code, 4, "0123456789abcdef");
      } else {
        out += text.substr(i, length);
      }
    }
    i += length;
  }
  return out += '"';
}

std::string shown_text(const Value& value, const Emission& emission) {
  if (!value.root_relative) return std::string(value.text);
  if (emission.relative_to) return path_between(*emission.relative_to, value.text);
  std::string path(emission.root);
  (path += '/') += value.text;
  return clean_path(path);
}

namespace {

/// A key of `build.ssh` as the reference prints it: "default", or "id: path".
std::string ssh_key(const Value& item, const Emission& emission) {
  const Member& key = item.members.front();
  std::string text(key.key);
  if (key.value->type != Type::null && !key.value->text.empty()) (text += ": ") += shown_text(*key.value, emission);
  return text;
}

class JsonWriter {
 public:
  explicit JsonWriter(const Emission& emission) : emission_(emission) {}

  void value(const Value& value, const Structure* structure, Shape shape, int depth) {
    switch (value.type) {
      case Type::null:
        out_ += "null";
        return;
      case Type::boolean:
      case Type::integer:
        out_ += value.text;
        return;
      case Type::real:
        out_ += number(value, shape);
        return;
      case Type::string:
        out_ += json_text(shown_text(value, emission_));
        return;
      case Type::sequence: {
        if (value.items.empty()) {
          // What was merged or looked up to nothing is nil for the reference, not an empty list.
          const bool emptied = emission_.structure == nullptr && value.node != nullptr &&
                               (!value.node->items.empty() || !value.node->entries.empty());
          out_ += emptied ? "null" : "[]";
          return;
        }
        out_ += '[';
        bool first = true;
        for (const Value* item : value.items) {
          separate(first, depth + 1);
          if (shape == Shape::ssh) {
            out_ += json_text(ssh_key(*item, emission_));
          } else {
            this->value(*item, structure, shape == Shape::objects ? Shape::object : Shape::anything, depth + 1);
          }
        }
        close(depth, ']');
        return;
      }
      case Type::mapping:
        mapping(value, structure, shape, depth);
        return;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string number(const Value& value, Shape shape) {
    const auto real = parse_real(value.text);
    return real ? format_json_real(*real, shape == Shape::real32 ? 32 : 64) : std::string(value.text);
  }

  void mapping(const Value& value, const Structure* structure, Shape shape, int depth) {
    std::vector<Printed> printed;
    const bool object = structure != nullptr && (shape == Shape::object || shape == Shape::object_if_given);
    const bool project = structure == &project_structure && shape == Shape::anything;
    if (object || project) {
      const GivenFields fields(value);
      for (const ShapeField& field : structure->fields) {
        // The reference leaves models out of its JSON.
        if (project && field.name == "models") continue;
        const Value* const given = fields.get(field.name);
        if (given != nullptr || field.always || field.json_null || field.shape == Shape::object)
          printed.push_back({field.json_name.empty() ? field.name : field.json_name, given, &field});
      }
      if (project) {
        for (const Member& member : value.members)
          if (member.key.starts_with("x-")) printed.push_back({member.key, member.value, nullptr});
        sort(printed);
      }
    } else {
      for (const Member& member : value.members) {
        if (shape == Shape::ulimits && depth_in_ulimits_ > 0 && member.value->text == "0") continue;
        printed.push_back({member.key, member.value, nullptr});
      }
      if (depth_in_ulimits_ == 0) sort(printed);
    }
    if (printed.empty()) {
      out_ += "{}";
      return;
    }
    out_ += '{';
    bool first = true;
    for (const Printed& each : printed) {
      separate(first, depth + 1);
      out_ += json_text(each.key);
      out_ += emission_.compact ? ":" : ": ";
      if (each.field != nullptr) {
        attribute(each, depth + 1);
      } else if (shape == Shape::object_map || shape == Shape::nullable_map) {
        this->value(*each.value, structure, Shape::object, depth + 1);
      } else if (shape == Shape::ulimits) {
        ++depth_in_ulimits_;
        this->value(*each.value, nullptr, Shape::ulimits, depth + 1);
        --depth_in_ulimits_;
      } else {
        this->value(*each.value, nullptr, Shape::anything, depth + 1);
      }
    }
    close(depth, '}');
  }

  void attribute(const Printed& each, int depth) {
    const ShapeField& field = *each.field;
    if (each.value != nullptr) {
      value(*each.value, is_object(field.shape) ? field.type : nullptr, field.shape, depth);
    } else if (field.shape == Shape::object) {
      static const Value empty{.type = Type::mapping};
      value(empty, field.type, Shape::object, depth);
    } else if (field.json_null) {
      out_ += "null";
    } else if (field.shape == Shape::boolean) {
      out_ += "false";
    } else if (field.shape == Shape::object_map) {
      out_ += "{}";
    } else if (field.shape == Shape::integer || field.shape == Shape::natural) {
      out_ += "0";
    } else {
      out_ += field.shape == Shape::bytes ? "\"0\"" : "\"\"";
    }
  }

  static void sort(std::vector<Printed>& printed) {
    std::stable_sort(printed.begin(), printed.end(),
                     [](const Printed& left, const Printed& right) { return left.key < right.key; });
  }

  void separate(bool& first, int depth) {
    if (!first) out_ += ',';
    first = false;
    line(depth);
  }
  void close(int depth, char bracket) {
    line(depth);
    out_ += bracket;
  }
  void line(int depth) {
    if (emission_.compact) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }

  const Emission& emission_;
  std::string out_;
  int depth_in_ulimits_ = 0;
};

// --- YAML ------------------------------------------------------------------------------------------------------------

bool is_unicode_letter(std::uint32_t code) {
  // Letters beyond ASCII decide only the order of keys; what is not punctuation or a symbol block counts as one.
  if (code < 0x80) return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  return code >= 0xc0 && code != 0xd7 && code != 0xf7 && !(code >= 0x2000 && code < 0x2c00);
}
bool is_unicode_digit(std::uint32_t code) { return code >= '0' && code <= '9'; }

std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    result.push_back(length == 0 ? 0xfffd : code_point(text, i, length));
    i += length == 0 ? 1 : length;
  }
  return result;
}

/// The order of keys in Go's YAML: numbers inside names count as numbers, letters come after other characters.
bool natural_less(std::string_view left, std::string_view right) {
  const std::vector<std::uint32_t> a = code_points(left);
  const std::vector<std::uint32_t> b = code_points(right);
  bool digits = false;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i] == b[i]) {
      digits = is_unicode_digit(a[i]);
      continue;
    }
    const bool left_letter = is_unicode_letter(a[i]);
    const bool right_letter = is_unicode_letter(b[i]);
    if (left_letter && right_letter) return a[i] < b[i];
    if (left_letter || right_letter) return digits ? left_letter : right_letter;
    std::int64_t left_number = 0;
    std::int64_t right_number = 0;
    if (a[i] == '0' || b[i] == '0') {
      for (std::size_t j = i; j-- > 0 && is_unicode_digit(a[j]);) {
        if (a[j] == '0') continue;
        left_number = right_number = 1;
        break;
      }
    }
    std::size_t left_end = i;
    std::size_t right_end = i;
    for (; left_end < a.size() && is_unicode_digit(a[left_end]); ++left_end)
      left_number = static_cast<std::int64_t>(static_cast<std::uint64_t>(left_number) * 10 + a[left_end] - '0');
    for (; right_end < b.size() && is_unicode_digit(b[right_end]); ++right_end)
      right_number = static_cast<std::int64_t>(static_cast<std::uint64_t>(right_number) * 10 + b[right_end] - '0');
    if (left_number != right_number) return left_number < right_number;
    if (left_end != right_end) return left_end < right_end;
    return a[i] < b[i];
  }
  return a.size() < b.size();
}

/// [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?
bool is_base60(std::string_view text) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (!digit(at)) return false;
  while (digit(at) || (at < text.size() && text[at] == '_')) ++at;
  int groups = 0;
  while (at < text.size() && text[at] == ':' && digit(at + 1)) {
    if (digit(at + 2)) {
      if (text[at + 1] > '5') return false;
      at += 3;
    } else {
      at += 2;
    }
    ++groups;
  }
  if (groups == 0) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    while (digit(at) || (at < text.size() && text[at] == '_')) ++at;
  }
  return at == text.size();
}

bool is_old_boolean(std::string_view text) {
  constexpr std::string_view words[] = {"y", "Y", "yes", "Yes", "YES", "on",  "On",  "ON",
                                        "n", "N", "no",  "No",  "NO",  "off", "Off", "OFF"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

/// True when the text, written plain, would not be read as text.
bool reads_as_other(std::string_view text) {
  if (text == "<<") return true;
  const Scalar scalar = resolve_plain(text);
  return scalar.type != Type::string || scalar.text != text;
}

enum class Scalars : std::uint8_t { plain, single_quoted, double_quoted, literal };

/// What the characters of a text allow, by the rules of the emitter in Go's library.
struct Analysis {
  bool multiline = false;
  bool plain = true;
  bool single_quoted = true;
  bool block = true;
};

bool is_line_break(std::uint32_t code) {
  return code == '\n' || code == '\r' || code == 0x85 || code == 0x2028 || code == 0x2029;
}

bool is_printable(std::uint32_t code) {
  return code == '\n' || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code < 0xd800) ||
         (code >= 0xe000 && code <= 0xfffd && code != 0xfeff);
}

Analysis analyze(std::string_view text) {
  Analysis result;
  if (text.empty()) {
    result.block = false;
    return result;
  }
  bool indicators = text.starts_with("---") || text.starts_with("...");
  bool special = false;
  bool tabs = false;
  bool leading = false;
  bool trailing_space = false;
  bool trailing_break = false;
  bool break_space = false;
  bool space_break = false;
  bool previous_space = false;
  bool previous_break = false;
  bool after_white_space = true;
  const std::vector<std::uint32_t> codes = code_points(text);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::uint32_t c = codes[i];
    // The library looks for blanks only.
    const bool before_blank = i + 1 >= codes.size() || codes[i + 1] == ' ' || codes[i + 1] == '\t';
    if (i == 0) {
      if (c < 0x80 && std::string_view("#,[]{}&*!|>'\"%@`").find(static_cast<char>(c)) != std::string_view::npos)
        indicators = true;
      if ((c == '?' || c == ':' || c == '-') && before_blank) indicators = true;
    } else {
      if (c == ':' && before_blank) indicators = true;
      if (c == '#' && after_white_space) indicators = true;
    }
    if (c == '\t') {
      tabs = true;
    } else if (!is_printable(c)) {
      special = true;
    }
    if (c == ' ') {
      leading = leading || i == 0;
      trailing_space = trailing_space || i + 1 == codes.size();
      break_space = break_space || previous_break;
      previous_space = true;
      previous_break = false;
    } else if (is_line_break(c)) {
      result.multiline = true;
      leading = leading || i == 0;
      trailing_break = trailing_break || i + 1 == codes.size();
      space_break = space_break || previous_space;
      previous_space = false;
      previous_break = true;
    } else {
      previous_space = previous_break = false;
    }
    after_white_space = c == ' ' || c == '\t' || is_line_break(c) || c == 0;
  }
  if (leading || trailing_space || trailing_break || result.multiline || indicators) result.plain = false;
  if (break_space || space_break || tabs || special) result.plain = result.single_quoted = false;
  if (special) result.block = false;
  return result;
}

class YamlWriter {
 public:
  explicit YamlWriter(const Emission& emission) : emission_(emission) {}

  std::string run(const Value& value) {
    if (value.type == Type::mapping && !value.members.empty()) {
      mapping(value, emission_.structure, Shape::anything, 0, true);
    } else {
      inline_value(value, Shape::anything, 0);
    }
    out_ += '\n';
    return std::move(out_);
  }

 private:
  static constexpr std::size_t width = 80;

  /// The value after `key:` or `-`; `indent` is that of the collection around it.
  void child(const Value& value, const Structure* structure, Shape shape, int indent, bool in_sequence) {
    if (value.type == Type::mapping && !printed(value, structure, shape).empty()) {
      mapping(value, structure, shape, indent + 2, in_sequence);
    } else if (value.type == Type::sequence && !value.items.empty()) {
      sequence(value, structure, shape, indent + 2, in_sequence);
    } else {
      inline_value(value, shape, indent);
    }
  }

  std::vector<Printed> printed(const Value& value, const Structure* structure, Shape shape) const {
    std::vector<Printed> result;
    const bool object = structure != nullptr && (shape == Shape::object || shape == Shape::object_if_given);
    const bool project = structure == &project_structure && shape == Shape::anything;
    if (object || project) {
      const GivenFields fields(value);
      for (const ShapeField& field : structure->fields) {
        const Value* const given = fields.get(field.name);
        if (given != nullptr || field.always) result.push_back({field.name, given, &field});
      }
      const std::size_t own = result.size();
      for (const Member& member : value.members)
        if (member.key.starts_with("x-")) result.push_back({member.key, member.value, nullptr});
      std::stable_sort(result.begin() + static_cast<std::ptrdiff_t>(own), result.end(), by_key);
      return result;
    }
    for (const Member& member : value.members) result.push_back({member.key, member.value, nullptr});
    if (shape != Shape::ulimits) std::stable_sort(result.begin(), result.end(), by_key);
    return result;
  }
  static bool by_key(const Printed& left, const Printed& right) { return natural_less(left.key, right.key); }

  void mapping(const Value& value, const Structure* structure, Shape shape, int indent, bool on_this_line) {
    std::vector<Printed> members = printed(value, structure, shape);
    const bool limits = shape == Shape::ulimits && !in_limit_;
    if (limits) std::stable_sort(members.begin(), members.end(), by_key);
    bool first = on_this_line;
    for (const Printed& each : members) {
      if (!first) line(indent);
      first = false;
      key(each.key, indent);
      if (each.field != nullptr) {
        attribute(each, indent);
      } else if (shape == Shape::object_map || shape == Shape::nullable_map) {
        child(*each.value, structure, Shape::object, indent, false);
      } else if (limits) {
        in_limit_ = true;
        child(*each.value, nullptr, Shape::ulimits, indent, false);
        in_limit_ = false;
      } else {
        child(*each.value, nullptr, Shape::anything, indent, false);
      }
    }
  }

  void attribute(const Printed& each, int indent) {
    const ShapeField& field = *each.field;
    if (each.value != nullptr) {
      child(*each.value, is_object(field.shape) ? field.type : nullptr, field.shape, indent, false);
    } else if (field.shape == Shape::boolean) {
      out_ += " false";
    } else if (field.shape == Shape::object_map) {
      out_ += " {}";
    } else if (field.shape == Shape::integer || field.shape == Shape::natural) {
      out_ += " 0";
    } else {
      out_ += field.shape == Shape::bytes ? " \"0\"" : " \"\"";
    }
  }

  void sequence(const Value& value, const Structure* structure, Shape shape, int indent, bool on_this_line) {
    bool first = on_this_line;
    for (const Value* item : value.items) {
      if (first) {
        out_ += ' ';
      } else {
        line(indent);
      }
      first = false;
      out_ += '-';
      if (shape == Shape::ssh) {
        out_ += ' ';
        text(ssh_key(*item, emission_), indent, false);
        continue;
      }
      const bool nested = (item->type == Type::mapping && !item->members.empty());
      if (nested) out_ += ' ';
      child(*item, structure, shape == Shape::objects ? Shape::object : Shape::anything, indent, true);
    }
  }

  void key(std::string_view name, int indent) {
    const Analysis analysis = analyze(name);
    if (name.size() > 128 || analysis.multiline) {
      // Too long for a simple key.
      out_ += "? ";
      text(name, indent, analysis.multiline);
      line(indent);
      out_ += ':';
      return;
    }
    Scalars style = style_of(name);
    if (style == Scalars::literal) style = Scalars::double_quoted;
    write(name, select(style, analysis, true), 0, false);
    out_ += ':';
  }

  static Scalars style_of(std::string_view text) {
    if (text.find('\n') != std::string_view::npos) {
      const bool content = std::any_of(text.begin(), text.end(), [](char c) {
        return c != ' ' && c != '\n' && c != '\t' && c != '\r' && c != '\v' && c != '\f';
      });
      return text.size() >= 2 && content ? Scalars::literal : Scalars::double_quoted;
    }
    const bool quoted = is_base60(text) || is_old_boolean(text) || text == "<<" || reads_as_other(text);
    return quoted ? Scalars::double_quoted : Scalars::plain;
  }

  static Scalars select(Scalars style, const Analysis& analysis, bool simple_key) {
    if (style == Scalars::plain && !analysis.plain) style = Scalars::single_quoted;
    if (style == Scalars::single_quoted && !analysis.single_quoted) style = Scalars::double_quoted;
    if (style == Scalars::literal && (!analysis.block || simple_key)) style = Scalars::double_quoted;
    return style;
  }

  void inline_value(const Value& value, Shape shape, int indent) {
    if (!out_.empty()) out_ += ' ';
    switch (value.type) {
      case Type::null:
        out_ += "null";
        return;
      case Type::boolean:
      case Type::integer:
        out_ += value.text;
        return;
      case Type::real: {
        const auto real = parse_real(value.text);
        const std::string number =
            real ? format_real(*real, shape == Shape::real32 ? 32 : 64) : std::string(value.text);
        out_ += number == "+Inf" ? ".inf" : number == "-Inf" ? "-.inf" : number == "NaN" ? ".nan" : number;
        return;
      }
      case Type::string:
        // Where a point in time did not become text.
        if (is_point_in_time(value) && value.text.find(' ') == std::string_view::npos) {
          out_ += value.text;
          return;
        }
        text(shown_text(value, emission_), indent, false);
        return;
      case Type::sequence:
        out_ += "[]";
        return;
      case Type::mapping:
        out_ += "{}";
        return;
    }
  }

  void text(std::string_view content, int indent, bool as_key) {
    const Analysis analysis = analyze(content);
    write(content, select(style_of(content), analysis, as_key), indent + 2, !as_key);
  }

  // --- scalars ----------------------------------------------------------------------------------------------------

  void write(std::string_view content, Scalars style, int indent, bool may_break) {
    switch (style) {
      case Scalars::plain:
        flow(content, indent, may_break, '\0');
        return;
      case Scalars::single_quoted:
        out_ += '\'';
        flow(content, indent, may_break, '\'');
        out_ += '\'';
        return;
      case Scalars::double_quoted:
        double_quoted(content, indent, may_break);
        return;
      case Scalars::literal:
        literal(content, indent);
        return;
    }
  }

  std::size_t column() const {
    const std::size_t start = out_.rfind('\n');
    std::size_t count = 0;
    for (std::size_t i = start == std::string::npos ? 0 : start + 1; i < out_.size(); ++i)
      if ((static_cast<unsigned char>(out_[i]) & 0xc0) != 0x80) ++count;
    return count;
  }

  void flow(std::string_view content, int indent, bool may_break, char quote) {
    std::size_t column = this->column();
    bool spaces = false;
    for (std::size_t i = 0; i < content.size(); ++i) {
      const char c = content[i];
      const bool inside = quote == '\0' || (i > 0 && i + 1 < content.size());
      if (c == ' ') {
        if (may_break && !spaces && column > width && inside && (i + 1 >= content.size() || content[i + 1] != ' ')) {
          line(indent);
          column = static_cast<std::size_t>(indent);
        } else {
          out_ += c;
          ++column;
        }
        spaces = true;
        continue;
      }
      spaces = false;
      if (quote != '\0' && c == quote) {
        out_ += c;
        ++column;
      }
      out_ += c;
      if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++column;
    }
  }

  void double_quoted(std::string_view content, int indent, bool may_break) {
    out_ += '"';
    std::size_t column = this->column();
    bool spaces = false;
    for (std::size_t i = 0; i < content.size();) {
      const std::size_t length = std::max<std::size_t>(sequence_length(content, i), 1);
      const std::uint32_t code = code_point(content, i, length);
      if (!is_printable(code) || is_line_break(code) || code == '"' || code == '\\') {
        const std::string escape = escaped(code);
        out_ += escape;
        column += escape.size();
        spaces = false;
      } else if (code == ' ') {
        if (may_break && !spaces && column > width && i > 0 && i + 1 < content.size()) {
          line(indent);
          column = static_cast<std::size_t>(indent);
          if (content[i + 1] == ' ') {
            out_ += '\\';
            ++column;
          }
        } else {
          out_ += ' ';
          ++column;
        }
        spaces = true;
      } else {
        out_ += content.substr(i, length);
        ++column;
        spaces = false;
      }
      i += length;
    }
    out_ += '"';
  }

  static std::string escaped(std::uint32_t code) {
    constexpr std::string_view upper = "0123456789ABCDEF";
    switch (code) {
      case 0x00:
        return "\\0";
      case 0x07:
        return "\\a";
      case 0x08:
        return "\\b";
      case 0x09:
        return "\\t";
      case 0x0a:
        return "\\n";
      case 0x0b:
        return "\\v";
      case 0x0c:
        return "\\f";
      case 0x0d:
        return "\\r";
      case 0x1b:
        return "\\e";
      case 0x22:
        return "\\\"";
      case 0x5c:
        return "\\\\";
      case 0x85:
        return "\\N";
      case 0xa0:
        return "\\_";
      case 0x2028:
        return "\\L";
      case 0x2029:
        return "\\P";
      default:
        if (code <= 0xff) return "\\x" + hexadecimal(code, 2, upper);
        if (code <= 0xffff) return "\\u" + hexadecimal(code, 4, upper);
        return "\\U" + hexadecimal(code, 8, upper);
    }
  }

  void literal(std::string_view content, int indent) {
    out_ += '|';
    // The first line with content begins with a blank, which would be taken for indentation.
    const std::size_t first = content.find_first_not_of("\r\n");
    if (first != std::string_view::npos && (content[first] == ' ' || content[first] == '\t')) out_ += '2';
    if (!content.ends_with('\n')) {
      out_ += '-';
    } else if (content.size() == 1 || content[content.size() - 2] == '\n') {
      out_ += '+';
    }
    std::size_t at = 0;
    while (at < content.size()) {
      const std::size_t end = std::min(content.find('\n', at), content.size());
      if (end == at) {
        out_ += '\n';
      } else {
        line(indent);
        out_ += content.substr(at, end - at);
      }
      at = end + 1;
    }
  }

  void line(int indent) {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent), ' ');
  }

  const Emission& emission_;
  std::string out_;
  bool in_limit_ = false;
};

}  // namespace

std::string emit_json(const Value& value, const Emission& emission) {
  JsonWriter writer(emission);
  const bool project = emission.structure == &project_structure;
  writer.value(value, emission.structure, project || emission.structure == nullptr ? Shape::anything : Shape::object,
               0);
  return writer.take();
}

std::string emit_yaml(const Value& value, const Emission& emission) { return YamlWriter(emission).run(value); }

}  // namespace seaworthy::compose
