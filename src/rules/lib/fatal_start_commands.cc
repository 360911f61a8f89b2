#include "rules/lib/fatal_start_commands.h"

#include "rules/lib/shell_context.h"
#include "shell/command.h"

namespace seaworthy::rules {

std::vector<const shell::Node*> fatal_start_commands(const project::Project& project, const project::Service& service) {
  std::vector<const shell::Node*> commands;
  if (service.startup == nullptr || service.startup->root == nullptr) return commands;
  const std::string_view first = first_line(*service.startup, service.entrypoint_script, project);
  for (const shell::Node* const node : service.startup->root->children) {
    if (node->kind != shell::NodeKind::simple || node->background) continue;
    const shell::Invocation command = shell::invocation(*node);
    // Without `set -e` the script goes on, and its program may do without what it did not get.
    if (command.wrapped_by("exec") || (strict_mode(*service.startup, first, node).errexit && !status_is_asked(*node)))
      commands.push_back(node);
  }
  return commands;
}

}  // namespace seaworthy::rules
