#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_shell_missing {

/// Whether a known image ships no shell. Of one that has none by default, variants may have one: `nats:2-alpine`.
static bool lacks_shell(const project::Service& service) {
  if (service.image->has_shell) return false;
  const knowledge::ImageVariant* const variant = knowledge::variant(*service.image, service.image_reference.tag);
  return service.image->variants.empty() || (variant != nullptr && variant->shell.empty());
}

static void check(const project::Service& service, Report& report) {
  const project::ProbeInForce& probe = service.probe;
  if (!probe || probe.command.from == project::Provenance::none) return report.skip();
  const bool asks_shell =
      probe.command.shell_form || (!probe.command.words.empty() &&
                                   (probe.command.words.front() == "sh" || probe.command.words.front() == "/bin/sh"));
  if (!asks_shell) return report.skip();
  const bool shipped_without = !service.builds && service.image != nullptr && lacks_shell(service);
  if (!shipped_without && service.has_tool("sh") != std::optional<bool>(false)) return;
  Builder finding =
      report.at(probe.command.span.valid() ? probe.command.span : service.span,
                "The image of `{}` has no shell, so this probe never runs; name a program of the image", service.name);
  if (service.stage != nullptr)
    finding.note(service.stage->from->span, "The final stage is built from `{}`", service.stage->root().base);
  else if (service.definition->image)
    finding.note(service.definition->image.span(), "This image has no shell");
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4301",
    .summary = "Health check in shell form for an image without a shell",
    .why = "The engine starts `/bin/sh -c` for it, which is not there: the container is never healthy.",
    .remedy = "Give the probe as a list that begins with `CMD` and a program of the image, or check from outside.",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_shell_missing
