#include "report/layout.h"

#include <utf8proc.h>

namespace seaworthy::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length in bytes of the code point at the start of `text`; 0 when it is no valid UTF-8.
std::size_t decode(std::string_view text, utf8proc_int32_t& code) {
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const utf8proc_ssize_t length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code);
  return length > 0 ? static_cast<std::size_t>(length) : 0;
}

}  // namespace

/// How much of the start of a text is plain ASCII without control characters: usually all of it.
static std::size_t plain_run(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && text[size] >= 0x20 && text[size] < 0x7f) ++size;
  return size;
}

std::size_t columns(std::string_view text) {
  std::size_t total = plain_run(text);
  text.remove_prefix(total);
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      total += static_cast<unsigned char>(text.front()) >= 0x20 ? 1 : 0;
      text.remove_prefix(1);
      continue;
    }
    utf8proc_int32_t code = 0;
    const std::size_t length = decode(text, code);
    total += length == 0 ? 1 : static_cast<std::size_t>(utf8proc_charwidth(code));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return total;
}

std::string clip(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  std::string result;
  std::size_t used = 0;
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const std::size_t length = std::max<std::size_t>(decode(text, code), 1);
    const std::size_t wide = columns(text.substr(0, length));
    if (used + wide + 1 > width) break;
    used += wide;
    result.append(text.substr(0, length));
    text.remove_prefix(length);
  }
  return result + "…";
}

/// `head` and as much of the end of `text` as fits beside it.
static std::string with_end_of(std::string head, std::string_view text, std::size_t width) {
  std::size_t start = text.size();
  while (start > 0) {
    std::size_t before = start - 1;
    while (before > 0 && (static_cast<unsigned char>(text[before]) & 0xc0) == 0x80) --before;
    if (columns(head) + columns(text.substr(before)) > width) break;
    start = before;
  }
  return head += text.substr(start);
}

std::string clip_middle(std::string_view text, std::size_t width) {
  if (columns(text) <= width || width < 4) return clip(text, width);
  return with_end_of(clip(text, width / 4 + 1), text, width);  // The head ends with the ellipsis.
}

std::string clip_front(std::string_view text, std::size_t width) {
  if (columns(text) <= width || width < 4) return clip(text, width);
  return with_end_of("…", text, width);
}

std::string pad(std::string_view text, std::size_t width) {
  std::string result(text);
  const std::size_t used = columns(text);
  if (used < width) result.append(width - used, ' ');
  return result;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    const std::size_t wide = columns(word);
    if (used > 0 && used + 1 + wide > width) {
      lines.push_back(std::move(line));
      line.clear();
      used = 0;
    }
    if (used > 0) {
      line += ' ';
      ++used;
    }
    line += word;
    used += wide;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = plain_run(text);
    result += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    utf8proc_int32_t code = 0;
    const std::size_t length = decode(text, code);
    if (length == 0) {
      result += replacement;
      text.remove_prefix(1);
      continue;
    }
    // C0, DEL, C1 and the bidirectional overrides can hide or move text on a screen.
    const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
                         (code >= 0x2066 && code <= 0x2069);
    if (code == '\t')
      result += ' ';
    else if (control)
      result += replacement;
    else
      result.append(text.substr(0, length));
    text.remove_prefix(length);
  }
  return result;
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = plain_run(text);
    result += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    utf8proc_int32_t code = 0;
    const std::size_t length = decode(text, code);
    if (length == 0) {
      result += replacement;
    } else {
      result.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace seaworthy::report
