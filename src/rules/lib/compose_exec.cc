#include "rules/lib/compose_exec.h"

#include "knowledge/tool_options.h"

namespace seaworthy::rules {

std::optional<CommandInService> command_in_service(const project::Project& project,
                                                   const project::ComposeCommand& command) {
  if ((command.verb != "exec" && command.verb != "run") || command.stack < 0) return std::nullopt;
  const project::Stack& stack = project.stacks[static_cast<std::size_t>(command.stack)];
  const knowledge::ToolOptions* const known =
      knowledge::docker_options(command.verb == "exec" ? "docker compose exec" : "docker compose run");
  const std::size_t at = knowledge::first_operand(*known, command.operands);
  const project::Service* const service = at < command.operands.size() ? stack.service(command.operands[at]) : nullptr;
  if (service == nullptr) return std::nullopt;
  return CommandInService{&stack, service, command.operands.subspan(at + 1)};
}

}  // namespace seaworthy::rules
