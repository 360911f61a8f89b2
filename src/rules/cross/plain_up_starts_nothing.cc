#include "rules/rule.h"

#include <string>

#include "compose/load.h"
#include "project/model.h"

namespace seaworthy::rules::plain_up_starts_nothing {

static void check(const project::Stack& stack, Report& report) {
  if (!stack.profiles.empty() || stack.services.empty()) return report.skip();
  for (const project::Service* const service : stack.services)
    if (service->active) return;
  // Services named on the command line start whatever their profile.
  const project::ComposeCommand* by = nullptr;
  for (const project::ComposeCommand& command : report.project().compose_commands) {
    if (command.stack != static_cast<std::int32_t>(stack.index) || command.verb != "up" || !command.profiles.empty() ||
        !command.profiles_known)
      continue;
    bool names_service = false;
    for (const std::string_view operand : command.operands) names_service = names_service || !operand.starts_with('-');
    if (!names_service && by == nullptr) by = &command;
  }
  const project::Service& first = *stack.services.front();
  const compose::Service& definition = *first.definition;
  std::string_view profile = definition.profiles.empty() ? std::string_view() : definition.profiles.front().value;
  if (by != nullptr) {
    report.at(by->span, "Every service is behind a profile, so this starts nothing; add `--profile {}`", profile)
        .note(first.span, "`{}` starts under a profile only", first.name);
    return;
  }
  if (!compose::is_default_file(base_name(stack.files.front()->path))) return report.skip();
  report.at(first.span, "Every service is behind a profile, so `docker compose up` starts nothing")
      .severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4452",
    .summary = "Start command that starts nothing",
    .why = "Compose answers `no service selected`, and whoever followed the instructions has nothing running.",
    .remedy = "Leave the services that everybody needs without a profile, or name the profile in the command.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::plain_up_starts_nothing
