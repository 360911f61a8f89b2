#include "rules/lib/compose_exec.h"

#include "rules/lib/words.h"

namespace seaworthy::rules {

std::optional<CommandInService> command_in_service(const project::Project& project,
                                                   const project::ComposeCommand& command) {
  if ((command.verb != "exec" && command.verb != "run") || command.stack < 0) return std::nullopt;
  const project::Stack& stack = project.stacks[static_cast<std::size_t>(command.stack)];
  for (std::size_t at = 0; at < command.operands.size(); ++at) {
    const std::string_view word = command.operands[at];
    if (is_one_of("-e --env -u --user -w --workdir --index", word)) {
      ++at;
      continue;
    }
    if (word.starts_with('-')) continue;
    const project::Service* const service = stack.service(word);
    if (service == nullptr) return std::nullopt;
    return CommandInService{&stack, service, command.operands.subspan(at + 1)};
  }
  return std::nullopt;
}

}  // namespace seaworthy::rules
