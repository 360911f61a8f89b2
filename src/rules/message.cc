#include "rules/message.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/assert.h"

namespace seaworthy::rules {
namespace {

constexpr std::size_t longest_argument = 120;
constexpr std::size_t longest_message = 400;
/// Names that are written small even at the start of a sentence.
constexpr std::string_view small_names[] = {"nginx",   "net/http", "npm",      "pnpm",    "etcd",
                                            "systemd", "cron",     "gunicorn", "uvicorn", "kics"};

/// Length of the valid UTF-8 sequence at the start of `text`, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length == 0 || first >= 0xf5 || length > text.size()) return 0;
  for (std::size_t index = 1; index < length; ++index)
    if ((byte(index) & 0xc0) != 0x80) return 0;
  // Overlong forms and surrogates.
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) >= 0xa0) || (first == 0xf0 && byte(1) < 0x90) ||
      (first == 0xf4 && byte(1) >= 0x90))
    return 0;
  return length;
}

void append(std::string& message, std::string_view text, std::size_t longest, bool keep_backticks) {
  const std::size_t limit = message.size() + longest;
  const auto is_usual = [&](char letter) {
    return letter >= 0x20 && letter < 0x7f && (letter != '`' || keep_backticks);
  };
  while (!text.empty()) {
    // Nearly all text is one run of usual letters.
    const auto run = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_usual) - text.begin());
    const std::size_t fits = std::min(run, limit - message.size());
    message += text.substr(0, fits);
    text.remove_prefix(fits);
    if (text.empty()) return;
    const std::size_t length = sequence_length(text);
    const std::size_t taken = std::max<std::size_t>(length, 1);
    if (message.size() + taken > limit) {
      message += "…";
      return;
    }
    const auto first = static_cast<unsigned char>(text[0]);
    // C1 control characters are c2 80 .. c2 9f.
    const bool is_control = first < 0x20 || first == 0x7f || (first == 0xc2 && length == 2 && (text[1] & 0xe0) == 0x80);
    if (length == 0) {
      message += '?';
    } else if (is_control) {
      message += ' ';
    } else if (first == '`' && !keep_backticks) {
      message += '\'';
    } else {
      message += text.substr(0, length);
    }
    text.remove_prefix(taken);
  }
}

}  // namespace

std::string format_message(std::string_view format, Arguments arguments) {
  std::string message;
  message.reserve(format.size() + 32 * arguments.size());
  const Argument* next = arguments.begin();
  for (std::size_t at = 0; at < format.size(); ++at) {
    const auto brace = std::find_if(format.begin() + static_cast<std::ptrdiff_t>(at), format.end(),
                                    [](char letter) { return letter == '{' || letter == '}'; });
    const auto special = static_cast<std::size_t>(brace - format.begin());
    message += format.substr(at, special - at);
    at = special;
    if (at == format.size()) break;
    const char letter = format[at];
    const char following = at + 1 < format.size() ? format[at + 1] : '\0';
    if (letter == '{' && following == '}') {
      SW_ASSERT(next != arguments.end());
      if (next->is_number()) {
        char digits[24];
        const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, next->number());
        message.append(digits, end.ptr);
      } else {
        const bool is_ours = next->is_ours() || format.size() == 2;
        append(message, next->text(), is_ours ? longest_message : longest_argument, is_ours);
      }
      ++next;
      ++at;
    } else {
      message += letter;
      if (following == letter) ++at;  // {{ and }} stand for the braces themselves.
    }
  }
  SW_ASSERT(next == arguments.end());
  return message;
}

std::string on_one_line(std::string_view text, std::size_t longest) {
  std::string line;
  append(line, text, longest, true);
  return line;
}

std::string_view style_fault(std::string_view format) {
  if (format.empty()) return "is empty";
  if (format.ends_with('.') && !format.ends_with("...")) return "ends with a full stop";
  if (format.find('\n') != std::string_view::npos) return "has more than one line";
  if (format.find('\t') != std::string_view::npos) return "has a tab";
  const bool is_small_name = std::any_of(std::begin(small_names), std::end(small_names), [&](std::string_view name) {
    return format.starts_with(name) && format.substr(name.size()).starts_with(' ');
  });
  if (format.front() >= 'a' && format.front() <= 'z' && !is_small_name) return "starts with a small letter";
  if (format.front() == ' ' || format.back() == ' ') return "starts or ends with a space";
  if (std::count(format.begin(), format.end(), '`') % 2 != 0) return "has a backtick without its partner";
  if (format.size() > 160) return "is longer than 160 characters";
  return {};
}

}  // namespace seaworthy::rules
