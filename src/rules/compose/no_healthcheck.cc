#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/only_waits.h"
#include "rules/lib/service_edit.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::rules::no_healthcheck {

static void check(const project::Service& service, Report& report) {
  using Kind = knowledge::ImageKind;
  if (runs_once(service) || only_waits(service)) return report.skip();
  const compose::Healthcheck& own = service.definition->healthcheck;
  if (service.probe) return;
  // What an unknown image declares is not known; only an explicit switch-off is.
  if (own && own.disabled) {
    report.at(own.source->span(), "`{}` has its health check switched off; nothing notices when it hangs",
              service.name);
    return;
  }
  if (!service.builds && service.image == nullptr) return report.skip();
  if (service.builds && service.stage == nullptr) return report.skip();
  const bool development =
      service.stack->role == project::Role::development || service.stack->role == project::Role::test;
  auto finding =
      report.at(service.definition->name_span, "`{}` has no health check, neither here nor in its image", service.name);
  finding.severity(development || service.kind == Kind::other ? Severity::low : Severity::medium);
  // `disable: false`, or times alone: somebody counts on a probe that the image brings.
  if (own) {
    finding.severity(Severity::low).confidence(Confidence::possible);
    return;
  }
  if (service.stage != nullptr) finding.note(service.stage->from->span, "This image is built without HEALTHCHECK");
  if (const auto insertion = insert_probe(service, report.project().sources))
    finding.fix(Safety::review, "Add the probe that suits the image", insertion->at, insertion->text);
}

extern const Rule rule = {
    .code = "SW2152",
    .summary = "No health check",
    .why = "A process that hangs is not restarted and still gets traffic; services that wait for it start too early.",
    .remedy =
        "Add `healthcheck` with a program that the image contains (pg_isready, redis-cli ping, wget "
        "--spider), or HEALTHCHECK in the Dockerfile.",
    .peers = "kics:healthcheck_not_set docker-bench:5.27",
    .differs =
        "kics does not look into the image: a HEALTHCHECK in the Dockerfile that the service builds, or in a "
        "known public image, counts here.",
    .controls = "CIS Docker 1.6:4.6; CIS Docker 1.6:5.27",
    .severity = Severity::medium,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .fixes = Fixes::sometimes,
    .strength = "have a health check",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_healthcheck
