#include "dockerfile/json.h"

#include <charconv>

namespace seaworthy::dockerfile {
namespace {

constexpr std::size_t deepest_nesting = 10000;

class Reader {
 public:
  Reader(std::string_view text, Part part) : text_(text), at_(part.begin), end_(part.end) {}

  JsonForm read(std::vector<JsonElement>& elements) {
    while (at_ < end_) {
      const Character character = character_at(text_, at_);
      if (!is_space(character.value)) break;
      at_ += character.width;
    }
    if (!take('[')) return JsonForm::no_array;
    bool only_strings = true;
    skip_space();
    if (!take(']')) {
      for (;;) {
        skip_space();
        if (peek() == '"') {
          JsonElement element;
          element.part.begin = at_;
          if (!string(&element.text)) return JsonForm::no_array;
          element.part.end = at_;
          elements.push_back(std::move(element));
        } else {
          only_strings = false;
          if (!value()) return JsonForm::no_array;
        }
        skip_space();
        if (take(']')) break;
        if (!take(',')) return JsonForm::no_array;
      }
    }
    skip_space();
    if (at_ != end_) return JsonForm::no_array;
    return only_strings ? JsonForm::strings : JsonForm::other_elements;
  }

 private:
  char peek() const { return at_ < end_ ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= end_ || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < end_ && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n')) ++at_;
  }

  static bool hex(std::string_view digits, std::uint32_t& value) {
    if (digits.size() != 4) return false;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return error == std::errc() && end == digits.data() + digits.size();
  }

  bool string(std::string* out) {
    ++at_;
    while (at_ < end_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        const Character character = character_at(text_, at_);
        if (out != nullptr) append(*out, character.value);
        at_ += character.width;
        continue;
      }
      ++at_;
      char32_t decoded = 0;
      switch (peek()) {
        case '"':
          decoded = '"';
          break;
        case '\\':
          decoded = '\\';
          break;
        case '/':
          decoded = '/';
          break;
        case 'b':
          decoded = '\b';
          break;
        case 'f':
          decoded = '\f';
          break;
        case 'n':
          decoded = '\n';
          break;
        case 'r':
          decoded = '\r';
          break;
        case 't':
          decoded = '\t';
          break;
        case 'u': {
          std::uint32_t unit = 0;
          if (at_ + 5 > end_ || !hex(text_.substr(at_ + 1, 4), unit)) return false;
          at_ += 4;
          decoded = unit;
          if (unit >= 0xd800 && unit < 0xe000) {
            std::uint32_t second = 0;
            const bool pair = unit < 0xdc00 && at_ + 7 <= end_ && text_[at_ + 1] == '\\' && text_[at_ + 2] == 'u' &&
                              hex(text_.substr(at_ + 3, 4), second) && second >= 0xdc00 && second < 0xe000;
            decoded = replacement_character;
            if (pair) {
              decoded = 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
              at_ += 6;
            }
          }
          break;
        }
        default:
          return false;
      }
      ++at_;
      if (out != nullptr) append(*out, decoded);
    }
    return false;
  }

  bool digits() {
    const std::uint32_t begin = at_;
    while (at_ < end_ && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > begin;
  }

  bool number() {
    const std::uint32_t begin = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    double parsed = 0;
    const auto result = std::from_chars(text_.data() + begin, text_.data() + at_, parsed);
    // A number too large for the builder's reader makes it give up on JSON; one that is too small does not.
    return result.ec == std::errc() || text_.substr(begin, at_ - begin).find("e-") != std::string_view::npos ||
           text_.substr(begin, at_ - begin).find("E-") != std::string_view::npos;
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_, end_ - at_).starts_with(expected)) return false;
    at_ += static_cast<std::uint32_t>(expected.size());
    return true;
  }

  /// Any value, without recursion: `closers` holds the brackets that are open.
  bool value() {
    std::string closers;
    for (;;) {
      skip_space();
      bool opened = false;
      switch (peek()) {
        case '[':
        case '{':
          if (closers.size() + 2 > deepest_nesting) return false;
          closers += peek() == '[' ? ']' : '}';
          ++at_;
          skip_space();
          opened = peek() != closers.back();
          break;
        case '"':
          if (!string(nullptr)) return false;
          break;
        case 't':
          if (!word("true")) return false;
          break;
        case 'f':
          if (!word("false")) return false;
          break;
        case 'n':
          if (!word("null")) return false;
          break;
        default:
          if (!number()) return false;
      }
      if (opened) {
        if (closers.back() == '}' && !key()) return false;
        continue;
      }
      for (;;) {
        if (closers.empty()) return true;
        skip_space();
        if (take(closers.back())) {
          closers.pop_back();
          continue;
        }
        if (!take(',')) return false;
        if (closers.back() == '}' && !key()) return false;
        break;
      }
    }
  }

  bool key() {
    skip_space();
    if (peek() != '"' || !string(nullptr)) return false;
    skip_space();
    return take(':');
  }

  std::string_view text_;
  std::uint32_t at_;
  std::uint32_t end_;
};

}  // namespace

JsonForm parse_json_strings(std::string_view text, Part part, std::vector<JsonElement>& elements) {
  elements.clear();
  const JsonForm form = Reader(text, part).read(elements);
  if (form == JsonForm::no_array) elements.clear();
  return form;
}

}  // namespace seaworthy::dockerfile
