#pragma once

#include <string>

#include "rules/lib/words.h"
#include "shell/command.h"

/// Commands of a script that tell a person something and do nothing else.
namespace seaworthy::rules {

/// Whether a name is that of a function that scripts have for messages: `log_info`, `print_error`, `warn`, `success`.
inline bool is_message_function(std::string_view name) {
  for (const std::string_view begin : {"log_", "print_", "msg_", "echo_", "show_message"})
    if (name.starts_with(begin)) return true;
  return is_one_of("log info warn warning error err success ok fail failure notice die_softly status step", name);
}

/// Whether a command only prints: `echo`, `printf`, or a function for messages.
inline bool tells(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(node);
  return is_one_of("echo printf", command.program) || is_message_function(command.program);
}

/// What it prints, in small letters, as far as it is written out; at most 300 bytes of each word.
inline std::string told_text(const shell::Node& node) {
  std::string text;
  for (const shell::Word& word : shell::invocation(node).arguments) {
    text += word.text.substr(0, 300);
    text += ' ';
  }
  for (char& letter : text) letter = lower(letter);
  return text;
}

}  // namespace seaworthy::rules
