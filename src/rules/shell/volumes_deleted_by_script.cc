#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volumes_deleted_by_script {

/// The stack that a `docker compose` command at this place acts on.
static const project::Stack* stack_of(const CommandSubject& subject, const project::Project& project) {
  for (const project::ComposeCommand& command : project.compose_commands)
    if (command.node == subject.invocation.node && command.stack >= 0)
      return &project.stacks[static_cast<std::size_t>(command.stack)];
  return nullptr;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site == CommandSite::readme || subject.site == CommandSite::run) return report.skip();
  const std::vector<const shell::Word*> operands =
      subject.invocation.operands({"-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--filter"});
  if (operands.empty()) return report.skip();
  const bool is_compose = subject.invocation.program == "docker-compose" || operands[0]->text == "compose";
  const auto has = [&](std::string_view verb) {
    return std::any_of(operands.begin(), operands.end(), [&](const shell::Word* word) { return word->text == verb; });
  };
  if (is_compose) {
    if (!has("down") && !has("rm")) return report.skip();
    const shell::Word* const flag =
        subject.invocation.flag("-v") != nullptr ? subject.invocation.flag("-v") : subject.invocation.flag("--volumes");
    if (flag == nullptr) return;
    const project::Stack* const stack = stack_of(subject, report.project());
    const bool harmless =
        stack != nullptr && (stack->role == project::Role::test || stack->role == project::Role::ci ||
                             stack->role == project::Role::example || stack->role == project::Role::development);
    if (harmless || subject.site == CommandSite::ci) return;
    const bool production = stack != nullptr && stack->role == project::Role::production;
    report.at(flag->span, "`{}` deletes the volumes of the stack with everything in them", flag->text)
        .severity(production ? Severity::high : Severity::medium);
    return;
  }
  const bool prunes_system = operands[0]->text == "system" && has("prune");
  const bool prunes_volumes = operands[0]->text == "volume" && has("prune");
  if (!prunes_system && !prunes_volumes) return report.skip();
  if (prunes_system && !subject.invocation.has_flag("--volumes")) return;
  if (subject.site == CommandSite::ci) return;
  const bool asks = !subject.invocation.has_any_flag({"-f", "--force"});
  Builder finding = report.at(subject.invocation.span(),
                              "This deletes every volume of the host that no container uses at the moment");
  if (asks) finding.severity(Severity::low);
}

static constexpr std::string_view programs[] = {"docker", "docker-compose", "podman"};

extern const Rule rule = {
    .code = "SW3040",
    .summary = "Volumes deleted by a script",
    .why =
        "Volumes hold the databases. `down -v` and `prune --volumes` ask nobody, and those of a stack that happens to "
        "be stopped, also of "
        "another project on the host, are gone for good.",
    .remedy =
        "Leave `-v` and `--volumes` out of scripts and targets that people call every day; delete a volume by its "
        "name.",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::volumes_deleted_by_script
