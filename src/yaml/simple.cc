#include "yaml/simple.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"

namespace seaworthy::yaml {
namespace {

/// Longest key that is read here; libyaml takes 1,024 characters.
constexpr std::size_t longest_key = 1000;
/// Deepest nesting that is read here; the stack bears more.
constexpr int deepest = 100;

bool is_blank_or_end(char c) { return c == ' ' || c == '\n' || c == '\0'; }
bool is_anchor_letter(char c) { return ascii::is_alphanumeric(c) || c == '_' || c == '-'; }

/// Reads by indentation, one function for each kind of value. Every function returns false for what it does not know.
class SimpleReader {
 public:
  SimpleReader(std::string_view text, Events& events) : text_(text), events_(events) {}

  bool read() {
    if (!has_simple_letters()) return false;
    // One document may begin with its mark; a further mark is for libyaml.
    skip_blank();
    if (text_.substr(at_).starts_with("---") && column() == 0) {
      at_ += 3;
      if (peek() != '\n') return false;
    }
    if (text_.find("\n---", at_) != std::string_view::npos || text_.find("\n...", at_) != std::string_view::npos ||
        text_.starts_with("..."))
      return false;
    skip_blank();
    // A document that is one scalar, or nothing, is no file that anybody waits for.
    if (at_ == text_.size() || !block_node(-1, false)) return false;
    skip_blank();
    return at_ == text_.size();
  }

 private:
  /// A scalar, alias or bracketed collection: what may stand on one line with others.
  struct Scalar {
    Style style = Style::plain;
    std::string_view decoded;
    std::size_t begin = 0, end = 0;
  };

  bool has_simple_letters() const {
    return std::all_of(text_.begin(), text_.end(), [](char c) { return (c >= ' ' && c < '\x7f') || c == '\n'; });
  }

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  int column() const { return column_of(at_); }
  int column_of(std::size_t place) const { return static_cast<int>(place - line_); }

  void skip_spaces() {
    while (peek() == ' ') ++at_;
  }

  /// Skips white space, line ends and comments. A `#` right behind a token is no comment and is left there.
  void skip_blank() {
    for (;;) {
      const std::size_t before = at_;
      skip_spaces();
      if (peek() == '#' && (at_ > before || at_ == line_)) at_ = std::min(text_.find('\n', at_), text_.size());
      if (peek() != '\n') return;
      line_ = ++at_;
    }
  }

  /// Whether nothing but a comment stands in the rest of the line.
  bool at_line_end() const {
    const std::size_t next = std::min(text_.find_first_not_of(' ', at_), text_.size());
    return next == text_.size() || text_[next] == '\n' || (text_[next] == '#' && next > at_);
  }

  /// A value at `at_`, which is the first of its line or stands behind a dash or, `behind_key`, behind a key. `parent`
  /// is the column of the collection around it, -1 for the outermost.
  bool block_node(int parent, bool behind_key) {
    if (++depth_ > deepest) return false;
    const std::size_t begin = at_;
    std::string_view anchor;
    if (peek() == '&') {
      if (!read_anchor(anchor)) return false;
      // The anchor of a block collection stands on a line before; on the line of a key it is the key's.
      behind_key = !at_line_end();
      skip_blank();
      if (at_ == text_.size() || column() <= parent) return false;
    }
    const bool read = block_value(parent, behind_key, anchor, begin);
    --depth_;
    return read;
  }

  /// The same behind the anchor, if any; `begin` is that of anchor and value.
  bool block_value(int parent, bool behind_key, std::string_view anchor, std::size_t begin) {
    if (at_dash()) return !behind_key && block_sequence(column(), anchor, begin);
    if (peek() == '*') return anchor.empty() && alias() && at_line_end();
    if (peek() == '[' || peek() == '{') return flow_collection(anchor, begin) && at_line_end();
    Scalar scalar;
    if (!read_scalar(false, scalar)) return false;
    if (at_colon()) return !behind_key && block_mapping(column_of(scalar.begin), anchor, begin, scalar);
    return at_line_end() && parent >= 0 && events_.scalar(scalar.style, scalar.decoded, anchor, begin, scalar.end);
  }

  bool at_dash() const { return peek() == '-' && is_blank_or_end(peek(1)); }

  /// Moves to the colon behind a key; false when none follows on the line.
  bool at_colon() {
    const std::size_t next = text_.find_first_not_of(' ', at_);
    if (next == std::string_view::npos || text_[next] != ':') return false;
    if (next + 1 < text_.size() && !is_blank_or_end(text_[next + 1])) return false;
    at_ = next;
    return true;
  }

  /// `first` is the first key, read already; its colon is next.
  bool block_mapping(int indent, std::string_view anchor, std::size_t begin, Scalar first) {
    if (!events_.open(Kind::mapping, false, anchor, begin, begin)) return false;
    for (Scalar key = first;;) {
      if (key.end - key.begin > longest_key || !events_.scalar(key.style, key.decoded, {}, key.begin, key.end))
        return false;
      ++at_;  // The colon.
      if (!value(indent)) return false;
      skip_blank();
      if (at_ == text_.size() || column() < indent) return events_.close(at_);
      if (column() > indent || at_dash() || !read_scalar(false, key) || !at_colon()) return false;
    }
  }

  /// What stands behind the colon of a key in column `indent`.
  bool value(int indent) {
    const std::size_t behind_colon = at_;
    const bool is_behind_key = !at_line_end();
    skip_blank();
    if (at_ < text_.size()) {
      if (is_behind_key || column() > indent) return block_node(indent, is_behind_key);
      // A list may stand in the column of its key.
      if (column() == indent && at_dash()) return block_sequence(indent, {}, at_);
    }
    return events_.scalar(Style::plain, {}, {}, behind_colon, behind_colon);
  }

  bool block_sequence(int indent, std::string_view anchor, std::size_t begin) {
    if (++depth_ > deepest || !events_.open(Kind::sequence, false, anchor, begin, begin)) return false;
    while (at_ < text_.size() && column() == indent && at_dash()) {
      const std::size_t behind_dash = ++at_;
      skip_blank();
      const bool has_value = at_ < text_.size() && column() > indent;
      if (!(has_value ? block_node(indent, false) : events_.scalar(Style::plain, {}, {}, behind_dash, behind_dash)))
        return false;
      skip_blank();
    }
    --depth_;
    // What is further to the right goes on with the last item.
    return (at_ == text_.size() || column() <= indent) && events_.close(at_);
  }

  bool read_anchor(std::string_view& anchor) {
    const std::size_t begin = ++at_;
    while (is_anchor_letter(peek())) ++at_;
    anchor = text_.substr(begin, at_ - begin);
    return !anchor.empty() && is_blank_or_end(peek());
  }

  bool alias() {
    const std::size_t begin = at_++;
    while (is_anchor_letter(peek())) ++at_;
    const std::string_view name = text_.substr(begin + 1, at_ - begin - 1);
    if (name.empty()) return false;
    return events_.alias(name, begin, at_);
  }

  bool read_scalar(bool in_flow, Scalar& scalar) {
    scalar.begin = at_;
    switch (peek()) {
      case '\'':
        return read_single_quoted(scalar);
      case '"':
        return read_double_quoted(scalar);
      default:
        return read_plain(in_flow, scalar);
    }
  }

  /// Up to a colon or comment or, in brackets, to what divides them; blanks before that do not belong to it.
  bool read_plain(bool in_flow, Scalar& scalar) {
    constexpr std::string_view never_first = "?:,[]{}#&*!|>'\"%@`";
    constexpr std::string_view dividers = ",[]{}?";
    const char first = peek();
    if (first == '\0' || first == ' ' || first == '\n' || never_first.find(first) != std::string_view::npos)
      return false;
    if (first == '-' && (is_blank_or_end(peek(1)) || (in_flow && dividers.find(peek(1)) != std::string_view::npos)))
      return false;
    std::size_t end = at_;
    for (;; ++at_) {
      const char c = peek();
      if (c == '\n' || c == '\0') break;
      if (c == ' ') continue;
      if (c == ':') {
        if (is_blank_or_end(peek(1))) break;
        if (in_flow && dividers.find(peek(1)) != std::string_view::npos) return false;
      }
      if (c == '#' && text_[at_ - 1] == ' ') break;
      if (in_flow && dividers.find(c) != std::string_view::npos) {
        if (c == ',' || c == ']' || c == '}') break;
        return false;
      }
      end = at_ + 1;
    }
    at_ = scalar.end = end;
    scalar.style = Style::plain;
    scalar.decoded = text_.substr(scalar.begin, end - scalar.begin);
    return true;
  }

  bool read_single_quoted(Scalar& scalar) {
    scalar.style = Style::single_quoted;
    const std::size_t inner = ++at_;
    bool doubled = false;
    for (;; ++at_) {
      if (peek() == '\n' || peek() == '\0') return false;
      if (peek() != '\'') continue;
      if (peek(1) != '\'') break;
      doubled = true;
      ++at_;
    }
    scalar.decoded = text_.substr(inner, at_ - inner);
    if (doubled) {
      decoded_.clear();
      for (std::size_t index = 0; index < scalar.decoded.size(); ++index) {
        decoded_ += scalar.decoded[index];
        if (scalar.decoded[index] == '\'') ++index;
      }
      scalar.decoded = decoded_;
    }
    scalar.end = ++at_;
    return true;
  }

  bool read_double_quoted(Scalar& scalar) {
    scalar.style = Style::double_quoted;
    const std::size_t inner = ++at_;
    bool escaped = false;
    for (; peek() != '"'; ++at_) {
      if (peek() == '\n' || peek() == '\0') return false;
      if (peek() != '\\') continue;
      escaped = true;
      ++at_;
      if (peek() != '"' && peek() != '\\' && peek() != 'n' && peek() != 't') return false;
    }
    scalar.decoded = text_.substr(inner, at_ - inner);
    if (escaped) {
      decoded_.clear();
      for (std::size_t index = 0; index < scalar.decoded.size(); ++index) {
        char c = scalar.decoded[index];
        if (c == '\\') {
          c = scalar.decoded[++index];
          if (c == 'n') c = '\n';
          if (c == 't') c = '\t';
        }
        decoded_ += c;
      }
      scalar.decoded = decoded_;
    }
    scalar.end = ++at_;
    return true;
  }

  /// A list or mapping in brackets, over several lines or not; `begin` is that of its anchor or bracket.
  bool flow_collection(std::string_view anchor, std::size_t begin) {
    if (++depth_ > deepest) return false;
    const bool is_mapping = peek() == '{';
    const char closing = is_mapping ? '}' : ']';
    ++at_;
    if (!events_.open(is_mapping ? Kind::mapping : Kind::sequence, true, anchor, begin, at_)) return false;
    for (;;) {
      skip_blank();
      if (peek() == closing) break;
      if (!(is_mapping ? flow_entry() : flow_node())) return false;
      skip_blank();
      if (peek() == closing) break;
      if (peek() != ',') return false;
      ++at_;
    }
    ++at_;
    --depth_;
    return events_.close(at_);
  }

  bool flow_entry() {
    Scalar key;
    if (!read_scalar(true, key) || key.end - key.begin > longest_key) return false;
    if (!events_.scalar(key.style, key.decoded, {}, key.begin, key.end) || !at_colon()) return false;
    ++at_;
    if (at_line_end()) return false;
    skip_spaces();
    return flow_node();
  }

  bool flow_node() {
    if (peek() == '[' || peek() == '{') return flow_collection({}, at_);
    if (peek() == '*') return alias();
    Scalar scalar;
    return read_scalar(true, scalar) && events_.scalar(scalar.style, scalar.decoded, {}, scalar.begin, scalar.end);
  }

  std::string_view text_;
  Events& events_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;  ///< Where the line of `at_` begins.
  int depth_ = 0;
  std::string decoded_;  ///< Of the last scalar whose text is not what stands there.
};

}  // namespace

bool read_simple(std::string_view text, Events& events) { return SimpleReader(text, events).read(); }

}  // namespace seaworthy::yaml
