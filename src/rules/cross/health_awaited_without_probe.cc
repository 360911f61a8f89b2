#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "project/script_values.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::health_awaited_without_probe {

/// The service whose container has a name; null when the name is nobody's, or that of several with and without a probe.
static const project::Service* container_called(const project::Project& project, std::string_view name) {
  const project::Service* found = nullptr;
  for (const project::Service& service : project.services) {
    if (!service.active || !service.definition->container_name || service.definition->container_name.value != name)
      continue;
    if (service.probe) return &service;
    if (found == nullptr) found = &service;
  }
  return found;
}

/// Whether a command asks again and again: it stands in the body of a loop that ends on a condition.
static bool is_repeated(const shell::Node& node) {
  for (const shell::Node* at = &node; at != nullptr; at = at->parent)
    if (at->kind == shell::NodeKind::while_loop || at->kind == shell::NodeKind::until_loop) return true;
  return false;
}

static bool asks_for_health(const shell::Node& simple) {
  return std::ranges::any_of(simple.words, [](const shell::Word& word) { return contains(word.text, "State.Health"); });
}

/// Containers that a loop or the calls of a function put in for a variable: a wait for all of them ends at one without.
static void check_variable(const CommandSubject& subject, const shell::Word& word, Report& report) {
  const shell::Node* const node = subject.invocation.node;
  if (node == nullptr || subject.file->script == nullptr || !is_repeated(*node)) return report.skip();
  const auto index = static_cast<int>(&word - node->words.data());
  const project::ScriptContext context{.script_path = std::string(subject.file->path)};
  for (const project::ExpandedCommand& command :
       project::expand_commands(*subject.file->script, context, asks_for_health)) {
    if (command.node != node) continue;
    for (std::size_t at = 0; at < command.words.size(); ++at) {
      if (command.sources[at] != index) continue;
      const project::Service* const service = container_called(report.project(), command.words[at]);
      if (service == nullptr || service->probe || (service->image == nullptr && !service->builds)) continue;
      report
          .at(word.span, "Among what this waits for is `{}`, which has no health check and never gets `healthy`",
              service->name)
          .note(service->probe.disabled ? service->probe.span : service->span, "Nothing probes it");
      return;
    }
  }
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site == CommandSite::readme || subject.file == nullptr) return report.skip();
  const std::string_view text = report.text(subject.invocation.span());
  // A format that asks first whether there is a health has an answer for both.
  if (subject.invocation.verb() != "inspect" || !contains(text, "State.Health") || contains(text, "if .State.Health"))
    return report.skip();
  bool asks = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    if (word.text.starts_with('-') || contains(word.text, "{{")) continue;
    if (!word.literal) return check_variable(subject, word, report);
    const project::Service* const service = container_called(report.project(), word.text);
    if (service == nullptr) continue;
    asks = true;
    if (service->probe) return;
    // An image that is not known may bring a probe, and a file that is laid over may add one.
    if (service->image == nullptr && !service->builds) {
      report.at(word.span, "`{}` has no health check as far as files tell, so this is empty", service->name)
          .confidence(Confidence::possible)
          .note(service->span, "Nothing probes it here");
      return;
    }
    Builder finding =
        report.at(word.span, "`{}` has no health check, so its health is empty and never `healthy`", service->name);
    finding.note(service->span, "Nothing probes it");
    // What is asked once may only be shown.
    if (subject.invocation.node != nullptr && !is_repeated(*subject.invocation.node)) finding.severity(Severity::low);
    return;
  }
  if (!asks) report.skip();
}

static constexpr std::string_view programs[] = {"docker", "podman"};

extern const Rule rule = {
    .code = "SW4617",
    .summary = "Script that asks for the health of a container without a probe",
    .why = "The engine has no health to tell: the script waits until it gives up, or for ever.",
    .remedy = "Give the service a `healthcheck`, or ask for `State.Running`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::health_awaited_without_probe
