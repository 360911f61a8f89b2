#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::swarm_service_named_missing {

/// The stack that a `docker stack deploy` of the repository brings up under the name which `name` begins with; null
/// where there is none, or several of that name. `rest` is what follows.
static const project::Stack* stack_named(const project::Project& project, std::string_view name,
                                         std::string_view& rest) {
  const project::Stack* found = nullptr;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.verb != "deploy" || command.stack < 0 || command.operands.empty()) continue;
    const std::string_view stack = command.operands.back();
    if (stack.starts_with('-') || name.size() <= stack.size() + 1 || !name.starts_with(stack) ||
        name[stack.size()] != '_')
      continue;
    const project::Stack& known = project.stacks[static_cast<std::size_t>(command.stack)];
    if (found != nullptr && found != &known) return nullptr;
    found = &known;
    rest = name.substr(stack.size() + 1);
  }
  return found;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& command = subject.invocation;
  if (subject.file == nullptr || command.verb() != "service") return report.skip();
  const auto operands = command.operands({"-n",
                                          "--tail",
                                          "--since",
                                          "-f",
                                          "--format",
                                          "--filter",
                                          "--image",
                                          "--env-add",
                                          "--env-rm",
                                          "--replicas",
                                          "--update-parallelism",
                                          "--update-delay",
                                          "--update-order",
                                          "--update-failure-action",
                                          "--secret-add",
                                          "--secret-rm",
                                          "--config-add",
                                          "--config-rm",
                                          "--label-add",
                                          "--constraint-add",
                                          "--limit-memory",
                                          "--limit-cpu"});
  if (operands.size() < 3 || !is_one_of("logs update rollback scale ps inspect rm", operands[1]->text))
    return report.skip();
  bool any = false;
  for (std::size_t at = 2; at < operands.size(); ++at) {
    const std::string_view name = before(operands[at]->text, '=');
    if (contains(name, "$")) continue;
    std::string_view service;
    const project::Stack* const stack = stack_named(report.project(), name, service);
    if (stack == nullptr || !stack->partial.empty()) continue;
    any = true;
    if (stack->service(service) != nullptr) continue;
    report.at(operands[at]->span, "`{}` is no service of the stack: `{}` has no `{}`", name, stack->name, service)
        .note(stack->services.empty() ? Span{} : stack->services.front()->span, "Its services stand here");
  }
  if (!any) report.skip();
}

static constexpr std::string_view programs[] = {"docker"};

extern const Rule rule = {
    .code = "SW4074",
    .summary = "Command for a service that the Swarm stack does not have",
    .why = "The command fails when it is needed, a rollback in the middle of an incident for instance.",
    .remedy = "Name the service as `STACK_SERVICE`, with a service of the Compose file.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::swarm_service_named_missing
