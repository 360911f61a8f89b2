#pragma once

#include <string_view>
#include <vector>

#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

/// What the same RUN does after a command.
namespace seaworthy::rules {

/// Commands of the script in source order that stand behind `subject`'s own.
inline std::vector<shell::Invocation> commands_after(const CommandSubject& subject) {
  std::vector<shell::Invocation> result;
  bool seen = false;
  for (const shell::Node* node : subject.script->commands) {
    if (seen) result.push_back(shell::invocation(*node));
    seen = seen || node == subject.invocation.node;
  }
  return result;
}

/// `rm -r` (or `find ... -delete`) of something whose path holds one of the blank-separated parts.
inline bool deletes(const shell::Invocation& command, std::string_view parts) {
  const bool removes = command.program == "rm" && command.has_any_flag({"-r", "-R", "--recursive"});
  if (!removes && command.program != "find") return false;
  for (const shell::Word& word : command.arguments)
    for (std::size_t begin = 0; begin < parts.size();) {
      const std::size_t end = std::min(parts.find(' ', begin), parts.size());
      if (contains(word.text, parts.substr(begin, end - begin))) return true;
      begin = end + 1;
    }
  return false;
}

}  // namespace seaworthy::rules
