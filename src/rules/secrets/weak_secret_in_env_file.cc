#include <algorithm>
#include <vector>

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::weak_secret_in_env_file {

/// The first stack of a role that a file gives variables to and whose Compose files speak of one; null for none.
static const project::Stack* stack_with(const project::Project& project, const project::File& file, project::Role role,
                                        std::string_view variable) {
  for (const std::uint32_t index : file.stacks) {
    const project::Stack& stack = project.stacks[index];
    if (stack.role != role) continue;
    for (const project::Service* const service : stack.services)
      if (service->active && (service->definition->variable(variable) != nullptr ||
                              contains(project.sources.text(service->definition->source->span()), variable)))
        return &stack;
  }
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  using project::Role;
  const project::Project& project = report.project();
  if (file.kind != project::FileKind::env || file.stacks.empty() || file.role == Role::test ||
      file.role == Role::example || file.role == Role::development ||
      project.path_state(file.path) == project::PathState::ignored_by_git)
    return report.skip();
  const std::vector<SecretLine> secrets = secrets_of_env_file(project.sources[file.source]);
  if (secrets.empty()) return report.skip();
  // A real credential in it is what the rule on env files in git is about.
  if (std::ranges::find(secrets, SecretValue::literal, &SecretLine::value) != secrets.end()) return report.skip();
  for (const Role role : {Role::production, Role::unknown})
    for (const SecretLine& secret : secrets) {
      if (secret.value != SecretValue::weak && secret.value != SecretValue::placeholder) continue;
      const project::Stack* const stack = stack_with(project, file, role, secret.name);
      if (stack == nullptr) continue;
      report
          .at({file.source, secret.begin, secret.end},
              secret.value == SecretValue::weak
                  ? "`{}` is a word that everybody tries first, and the stack `{}` starts with it; leave it to each "
                    "machine"
                  : "`{}` is a mere placeholder, and the stack `{}` starts with it; leave it to each machine",
              secret.name, stack->name)
          .severity(role == Role::production ? Severity::high : Severity::medium);
      return;
    }
}

extern const Rule rule = {
    .code = "SW6131",
    .summary = "Env file in force that gives a credential everybody knows",
    .why =
        "Compose reads the file by itself, so that whoever forgets to change it runs with a password that stands in "
        "the "
        "repository and in every list of passwords.",
    .remedy =
        "Keep the file as `.env.example`, ignore `.env`, and require the variable with `${NAME:?}` in the Compose "
        "file.",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::weak_secret_in_env_file
