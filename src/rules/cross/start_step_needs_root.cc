#include "project/model.h"
#include "rules/lib/fatal_start_commands.h"
#include "rules/lib/layers.h"
#include "rules/lib/user_switches.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_step_needs_root {

/// Whether a `chown` hands files over to somebody else than the user who calls it.
static bool gives_away(const shell::Invocation& command, std::string_view user) {
  if (command.program != "chown" || !command.wrappers.empty()) return false;
  const auto operands = command.operands();
  if (operands.size() < 2 || !operands.front()->literal) return false;
  const std::string_view owner = before(operands.front()->text, ':');
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  // A name and a number may mean the same account.
  return !owner.empty() && owner != user && is_number(owner) == is_number(user);
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || !service.user || !service.user.span.valid()) return report.skip();
  const std::string_view user = before(service.user.value, ':');
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  for (const shell::Node* const node : fatal_start_commands(report.project(), service)) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.wrapped_by("sudo")) continue;
    const std::string_view change = user_switch_of(command);
    if (change.empty() && !gives_away(command, user)) continue;
    report
        .at(node->span, "`{}` runs as `{}` when it starts, and `{}` needs root", service.name, user,
            change.empty() ? command.program : change)
        .note(service.user.span, "The user in force");
    return;
  }
}

extern const Rule rule = {
    .code = "SW5506",
    .summary = "Start script with a step for root that runs as another user",
    .why =
        "Only root may become another user (`gosu`, `su-exec`, `su`) or give files away (`chown`): the step ends with "
        "`operation not permitted`, and the container with it.",
    .remedy =
        "Start as root where the script gives up root itself (drop USER, or `user:`); or keep the user, prepare files "
        "in the Dockerfile before USER, and start the program directly.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_step_needs_root
