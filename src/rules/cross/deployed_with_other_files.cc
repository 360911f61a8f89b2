#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::deployed_with_other_files {

static bool speaks_of_deployment(std::string_view name) {
  return (contains(name, "deploy") || contains(name, "release") || contains(name, "production")) &&
         !contains(name, "staging") && !contains(name, "preview") && !contains(name, "dev") && !contains(name, "test");
}

/// A command that starts a stack for production, as the names around it tell; stacks for other ends are left out.
static bool deploys(const project::Project& project, const project::ComposeCommand& command,
                    project::FileKind first_kind) {
  if (command.file->kind != first_kind || command.stack < 0 || command.node == nullptr || !command.files_known ||
      !is_one_of("up deploy", command.verb))
    return false;
  const project::Role role = project.stacks[static_cast<std::size_t>(command.stack)].role;
  if (role != project::Role::production && role != project::Role::unknown) return false;
  return speaks_of_deployment(command.file->path) || speaks_of_deployment(command.place);
}

/// Whether both stacks run some service of one name, so that they are two versions of one deployment.
static bool overlap(const project::Stack& left, const project::Stack& right) {
  return std::ranges::any_of(left.services,
                             [&](const project::Service* service) { return right.service(service->name) != nullptr; });
}

static void check(const project::Project& project, Report& report) {
  const project::ComposeCommand* by_script = nullptr;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (!deploys(project, command, project::FileKind::script)) continue;
    // Several scripts that differ are a matter of their own.
    if (by_script != nullptr && by_script->stack != command.stack) return report.skip();
    by_script = &command;
  }
  if (by_script == nullptr) return report.skip();
  bool any = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (!deploys(project, command, project::FileKind::ci)) continue;
    any = true;
    const project::Stack& one = project.stacks[static_cast<std::size_t>(command.stack)];
    const project::Stack& other = project.stacks[static_cast<std::size_t>(by_script->stack)];
    if (&one == &other || !overlap(one, other)) continue;
    report.at(command.span, "CI deploys `{}`, and `{}` deploys `{}`", one.name, by_script->file->path, other.name)
        .note(by_script->span, "The script starts another stack")
        .reaches(one);
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4613",
    .summary = "CI that deploys other Compose files than the deploy script",
    .why = "What runs depends on who deployed last: limits, ports and secrets of one file are lost with the other.",
    .remedy = "Let CI call the script, or give both the same `-f`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::deployed_with_other_files
