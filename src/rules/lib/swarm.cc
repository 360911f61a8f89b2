#include "rules/lib/swarm.h"

#include <algorithm>

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

std::optional<SwarmSign> swarm_sign(const project::Stack& stack, const project::Project& project) {
  const StartedBy by = started_by(stack, project);
  if (by.swarm != nullptr) return SwarmSign{by.swarm->span, "The stack is deployed to Swarm here"};
  if (by.compose != nullptr || stack.model == nullptr ||
      std::ranges::none_of(stack.services, [](const project::Service* each) { return is_written_for_swarm(*each); }))
    return std::nullopt;
  for (const auto& defined : {stack.model->secrets, stack.model->configs})
    for (const compose::Secret& each : defined)
      if (each.source != nullptr && each.external.value)
        return SwarmSign{each.name_span, "The stack is for Swarm, which alone has external ones"};
  for (const compose::Network& network : stack.model->networks)
    if (network.driver.value == "overlay" && !network.external.value && !network.attachable.value)
      return SwarmSign{network.name_span, "The stack is for Swarm, which alone starts services on such a network"};
  return std::nullopt;
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
