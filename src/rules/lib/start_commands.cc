#include "rules/lib/start_commands.h"

#include "project/container_files.h"
#include "rules/lib/build_steps.h"
#include "shell/command.h"

namespace seaworthy::rules {

std::vector<StartCommand> start_commands(const project::Project& project, const project::Service& service) {
  std::vector<StartCommand> result;
  for (const project::StartedProgram& started : project::started_programs(project, service)) {
    StartCommand command{{started.word}, started.span};
    command.words.insert(command.words.end(), started.arguments.begin(), started.arguments.end());
    result.push_back(std::move(command));
  }
  const project::File* const handed_over = project::handed_over_script(project, service);
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script, service.startup,
                                            handed_over != nullptr ? handed_over->script : nullptr}) {
    if (script == nullptr) continue;
    for (const shell::Node* const node : script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (!invocation.program.empty()) result.push_back({texts(invocation), invocation.span()});
    }
  }
  return result;
}

}  // namespace seaworthy::rules
