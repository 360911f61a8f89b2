#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/swarm.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::job_asks_before_server_answers {

/// Programs that ask once and fail where nobody answers.
static bool asks_once(const shell::Invocation& command) {
  if (command.program == "mc")
    return is_one_of("alias config mb admin", command.verb()) &&
           !std::ranges::any_of(command.arguments, [](const shell::Word& word) { return word.text == "ready"; });
  if (command.program == "curl") return !command.has_any_flag({"--retry", "--retry-connrefused", "--retry-all-errors"});
  return is_one_of("psql mysql mariadb createdb rabbitmqadmin", command.program);
}

/// Whether a script waits in some way: a loop, a pause, a program that waits.
static bool waits(std::string_view text) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"until ", "while ", "for ", "sleep", "wait", "retry", "timeout", "ready"},
      [&](std::string_view word) { return contains(text, word); });
}

/// Whether the engine starts it again when it has failed.
static bool is_started_again(const project::Service& service) {
  const std::string_view restart = service.definition->restart.value;
  return (!restart.empty() && restart != "no" && restart != "false") ||
         (service.definition->deploy != nullptr && service.definition->deploy->get("restart_policy") != nullptr);
}

static void check(const project::Service& service, Report& report) {
  if (goes_to_swarm(service) || is_started_again(service)) return report.skip();
  const shell::Script* const script =
      service.command.script != nullptr ? service.command.script : service.entrypoint.script;
  if (script == nullptr || script->commands.empty() || !script->span.valid() || waits(report.text(script->span)))
    return report.skip();
  const auto first = std::ranges::find_if(script->commands,
                                          [](const shell::Node* node) { return asks_once(shell::invocation(*node)); });
  if (first == script->commands.end()) return report.skip();
  const Span place = shell::invocation(**first).span();
  const std::string_view text = report.text(place);
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active || reference.to->builds ||
        !contains(text, reference.host))
      continue;
    // Waiting for something that waits in turn will do.
    if (std::ranges::any_of(service.definition->depends_on, [](const compose::Dependency& dependency) {
          return dependency.condition != compose::Condition::service_started;
        }))
      return;
    report
        .at(place, "`{}` asks `{}` once, which may not answer yet, and ends then; wait until it is healthy",
            service.name, reference.to->name)
        .note(reference.to->span, "`{}` is only started before it", reference.to->name);
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW4109",
    .summary = "Job that asks a server before it answers",
    .why =
        "The job fails in the first moments of the server and is not started again: the bucket, account or table that "
        "it makes is missing, and everything that needs it fails later.",
    .remedy =
        "Wait with `condition: service_healthy`, try again in a loop, or let the engine start the job again with "
        "`restart: on-failure`.",
    .references = "https://docs.docker.com/compose/how-tos/startup-order/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::job_asks_before_server_answers
