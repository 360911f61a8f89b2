#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::fixed_sleep_for_readiness {

/// What a command starts that takes a time nobody knows; "" for others.
static std::string_view starts(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return {};
  const shell::Invocation command = shell::invocation(node);
  if (!is_one_of("docker docker-compose podman redis-cli kubectl", command.program)) return {};
  if (command.has_flag("--wait")) return {};
  for (const shell::Word& word : command.arguments) {
    if (word.text == "BGSAVE" || word.text == "bgsave") return "the save in the background";
    if (word.text == "up" || word.text == "restart" || word.text == "start") return "the containers";
    if (word.text == "run")
      return command.has_any_flag({"-d", "--detach"}) ? std::string_view("the container") : std::string_view();
  }
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::script && subject.site != CommandSite::make && subject.site != CommandSite::ci)
    return report.skip();
  const shell::Node& node = *subject.invocation.node;
  if (!subject.invocation.arguments.empty() && is_inside(node, shell::NodeKind::while_loop)) return report.skip();
  if (is_inside(node, shell::NodeKind::until_loop) || is_inside(node, shell::NodeKind::for_loop)) return report.skip();
  const shell::Node* before_it = previous_in_list(node);
  while (before_it != nullptr && tells(*before_it)) before_it = previous_in_list(*before_it);
  if (before_it == nullptr) return report.skip();
  const std::string_view what = starts(*before_it);
  if (what.empty()) return report.skip();
  // A loop that asks behind the first pause does it right.
  for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next))
    if (next->kind == shell::NodeKind::until_loop || next->kind == shell::NodeKind::while_loop ||
        next->kind == shell::NodeKind::for_loop)
      return;
  report.at(node.span, "A fixed pause says nothing about {}; wait for an answer (`up --wait`, a loop)", what)
      .note(before_it->span, "Started here");
}

static constexpr std::string_view programs[] = {"sleep"};

extern const Rule rule = {
    .code = "SW3042",
    .summary = "Fixed pause instead of waiting for an answer",
    .why =
        "On a slow day the pause is too short and the next step meets a service that is not there; on all other days "
        "it is wasted time. "
        "Either way the script never learns whether the start worked.",
    .remedy = "`docker compose up --wait` with health checks, or a loop with a limit that asks the service.",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::fixed_sleep_for_readiness
