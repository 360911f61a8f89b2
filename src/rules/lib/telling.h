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

/// Whether a script defines a function of a name that ends it: `error() { echo "$1"; exit 1; }`.
inline bool is_ending_function(const shell::Script& script, std::string_view name) {
  bool ends = false;
  if (script.root == nullptr) return false;
  for_each_node(*script.root, [&](const shell::Node& node) {
    if (ends || node.kind != shell::NodeKind::function || node.name != name) return;
    for_each_node(node, [&](const shell::Node& inner) {
      ends = ends || (inner.kind == shell::NodeKind::simple && shell::invocation(inner).program == "exit");
    });
  });
  return ends;
}

/// Whether a command only prints: `echo`, `printf`, or a function for messages.
inline bool tells(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(node);
  if (is_one_of("echo printf", command.program)) return true;
  return is_message_function(command.program) &&
         (node.script == nullptr || !is_ending_function(*node.script, command.program));
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
