#include "project/capability_use.h"

#include <algorithm>
#include <array>

#include "knowledge/capability_programs.h"
#include "knowledge/knowledge.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

/// Calls `visit` with each program that a service starts with, until it says true.
template <class Visit>
bool any_start_program(const Service& service, Visit visit) {
  for (const CommandInForce* const line : {&service.entrypoint, &service.command})
    if (line->script == nullptr && !line->words.empty() && visit(base_name(line->words.front()))) return true;
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script, service.startup}) {
    if (script == nullptr) continue;
    for (const shell::Node* const node : script->commands) {
      if (node->words.empty()) continue;
      const shell::Invocation invocation = shell::invocation(*node);
      if (visit(invocation.program)) return true;
      for (const shell::Word& wrapper : invocation.wrappers)
        if (visit(base_name(wrapper.text))) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string_view> used_capabilities(const Service& service) {
  std::vector<std::string_view> used;
  any_start_program(service, [&](std::string_view program) {
    const auto capabilities = knowledge::capabilities_of_program(program);
    used.insert(used.end(), capabilities.begin(), capabilities.end());
    return false;
  });
  std::ranges::sort(used);
  used.erase(std::unique(used.begin(), used.end()), used.end());
  return used;
}

bool start_needs_root(const Service& service) {
  return any_start_program(service, [](std::string_view program) {
    return knowledge::is_system_package_manager(program) || !knowledge::capabilities_of_program(program).empty();
  });
}

}  // namespace seaworthy::project
