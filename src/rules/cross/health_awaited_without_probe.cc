#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::health_awaited_without_probe {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site == CommandSite::readme || subject.file == nullptr) return report.skip();
  const std::string_view text = report.text(subject.invocation.span());
  if (subject.invocation.verb() != "inspect" || !contains(text, "State.Health")) return report.skip();
  bool asks = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    if (!word.literal || word.text.starts_with('-') || contains(word.text, "{")) continue;
    for (const project::Service& service : report.project().services) {
      if (!service.active || !service.definition->container_name ||
          service.definition->container_name.value != word.text)
        continue;
      asks = true;
      // An image that is not known may bring a probe, and a file that is laid over may add one.
      if (service.probe || (service.image == nullptr && !service.builds)) {
        if (service.probe) return;
        report.at(word.span, "`{}` has no health check as far as files tell, so this is empty", service.name)
            .confidence(Confidence::possible)
            .note(service.span, "Nothing probes it here");
        return;
      }
      report.at(word.span, "`{}` has no health check, so its health is empty and never `healthy`", service.name)
          .note(service.span, "Nothing probes it");
      return;
    }
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
