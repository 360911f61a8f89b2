#include "rules/lib/only_waits.h"

#include "project/container_files.h"
#include "shell/command.h"

namespace seaworthy::rules {

static bool waits_for_ever(std::string_view program, std::string_view last) {
  return (program == "sleep" && last == "infinity") || (program == "tail" && last == "/dev/null");
}

bool only_waits(const project::Service& service) {
  const std::vector<std::string_view> words = project::start_words(service);
  if (words.size() > 1 && waits_for_ever(words.front(), words.back())) return true;
  const shell::Script* const text =
      service.command.script != nullptr ? service.command.script : service.entrypoint.script;
  if (text == nullptr || text->commands.size() != 1) return false;
  const shell::Invocation command = shell::invocation(*text->commands.front());
  return !command.arguments.empty() && waits_for_ever(command.program, command.arguments.back().text);
}

}  // namespace seaworthy::rules
