#include "rules/lib/swarm.h"

#include "rules/lib/words.h"

namespace seaworthy::rules {

StartedBy started_by(const project::Stack& stack, const project::Project& project) {
  StartedBy result;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.stack < 0 || static_cast<std::uint32_t>(command.stack) != stack.index) continue;
    // Only a swarm has the verb `deploy`.
    if (command.verb == "deploy") {
      if (result.swarm == nullptr) result.swarm = &command;
    } else if (is_one_of("up create run start", command.verb)) {
      if (result.compose == nullptr) result.compose = &command;
    }
  }
  return result;
}

bool goes_to_swarm(const project::Service& service) {
  return service.stack->model != nullptr && service.stack->model->orchestrator == compose::Orchestrator::swarm;
}

bool is_written_for_swarm(const project::Service& service) {
  const compose::Value* const deploy = service.definition->deploy;
  if (deploy == nullptr) return false;
  for (const std::string_view key : {"mode", "placement", "endpoint_mode", "rollback_config", "labels"})
    if (deploy->get(key) != nullptr) return true;
  return false;
}

}  // namespace seaworthy::rules
