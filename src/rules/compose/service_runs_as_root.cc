#include "rules/lib/image_tag.h"
#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/capability_use.h"
#include "project/model.h"

namespace seaworthy::rules::service_runs_as_root {

static void check(const project::Service& service, Report& report) {
  // What a Compose file or Dockerfile says outright has rules of its own; this one is about what nobody said.
  if (service.definition->user || service.builds || service.image == nullptr) return report.skip();
  const std::optional<bool> root = service.runs_as_root();
  if (!root) return report.skip();
  if (!*root || service.drops_root) return;
  // One that changes owners or installs packages before its program starts could not do so as anybody else.
  if (service.image->root_required || project::start_needs_root(service)) return report.skip();
  // What runs for the time of a test is taken over by nobody.
  const bool is_short_lived = service.stack->role == project::Role::test || service.stack->role == project::Role::ci;
  const Severity weight = is_short_lived ? Severity::low : Severity::medium;
  using Kind = knowledge::ImageKind;
  if (service.kind == Kind::language || service.kind == Kind::distribution) {
    report
        .at(service.definition->name_span, "`{}` runs `{}` as root; set `user` to a number such as 1000:1000",
            service.name, image_in_words(service.definition->image.value))
        .severity(weight);
    return;
  }
  // Where the entrypoint that would switch is replaced, what runs is the file's own affair.
  if (!service.image->runtime_user.empty() && service.entrypoint.from == project::Provenance::compose) {
    report
        .at(service.definition->name_span,
            "`{}` runs as root, since its `entrypoint` replaces the one that switches to `{}`", service.name,
            service.image->runtime_user)
        .severity(Severity::low);
    return;
  }
  report
      .at(service.definition->name_span, "`{}` runs as root, as `{}` does unless `user` says otherwise", service.name,
          image_in_words(service.definition->image.value))
      .severity(weight);
}

extern const Rule rule = {
    .code = "SW2151",
    .summary = "Service runs as root",
    .why =
        "A process that is taken over as root owns everything in the container and needs only one kernel or "
        "configuration flaw to own the host.",
    .remedy = "Set `user` to a number that owns the mounted data, or use the image's unprivileged variant.",
    .peers = "docker-bench:4.1",
    .differs =
        "Images whose entrypoint starts as root and switches to a user of its own (postgres, redis) are no "
        "finding; one that stays root to start workers of another user is. A command or start script "
        "that changes owners or installs packages needs root and is no finding either.",
    .controls = "NIST 800-190:4.1.2; OWASP Docker:2",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "run as another user than root",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::service_runs_as_root
