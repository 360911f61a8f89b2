#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::stack_removed_before_deploy {

/// The operands behind `docker stack VERB`; empty for another command.
static std::vector<const shell::Word*> stack_operands(const shell::Invocation& command, std::string_view verb) {
  if (command.program != "docker") return {};
  std::vector<const shell::Word*> operands =
      command.operands({"-c", "--compose-file", "--resolve-image", "--orchestrator", "-H", "--host", "--context"});
  if (operands.size() < 3 || operands[0]->text != "stack" || operands[1]->text != verb) return {};
  operands.erase(operands.begin(), operands.begin() + 2);
  return operands;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.script == nullptr || subject.site == CommandSite::readme) return report.skip();
  std::vector<const shell::Word*> removed = stack_operands(subject.invocation, "rm");
  if (removed.empty()) removed = stack_operands(subject.invocation, "remove");
  if (removed.empty()) return report.skip();
  const shell::Node* deploy = nullptr;
  for (const shell::Invocation& later : commands_after(subject)) {
    // Whoever waits until all of it is gone knows what they do; that they take it down they mean as well.
    if (is_one_of("sleep until while wait", later.program) ||
        (later.program == "docker" && !stack_operands(later, "ps").empty()))
      return;
    // The branch of another action ends here.
    if (later.program == "exit" && (later.arguments.empty() || later.arguments.front().text == "0")) return;
    const std::vector<const shell::Word*> operands = stack_operands(later, "deploy");
    if (operands.empty() || operands.back()->text != removed.front()->text) continue;
    deploy = later.node;
    break;
  }
  if (deploy == nullptr) return;
  report
      .at(subject.invocation.span(),
          "This takes the stack down at each deployment, and is not done when `deploy` begins; leave it out")
      .note(deploy->span, "It is deployed again here");
}

static constexpr std::string_view programs[] = {"docker"};

extern const Rule rule = {
    .code = "SW3112",
    .summary = "Stack removed right before it is deployed",
    .why =
        "`docker stack rm` returns before containers and networks are gone, so that the deployment finds networks "
        "which "
        "are about to vanish, and fails. If it works, everything was down in the meantime.",
    .remedy = "Leave `docker stack rm` out: `docker stack deploy` changes what differs and keeps the rest running.",
    .references = "https://docs.docker.com/reference/cli/docker/stack/rm/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::stack_removed_before_deploy
