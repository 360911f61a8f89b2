#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/connections.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::proxy_not_trusted_by_code {

/// A proxy of the stack that forwards to the service; null when there is none.
static const project::Reference* forwarded_by(const project::Project& project, const project::Service& service) {
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service) continue;
    for (const project::Reference& reference : project::connections(project, *other).references)
      if (reference.to == &service && source_of(reference.kind) == AddressSource::proxy) return &reference;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.framework != "Express") return report.skip();
  const project::Manifest* const manifest =
      project::nearest_manifest(report.project(), project::parent_path(application->entry), project::Ecosystem::node);
  const project::Dependency* limiter = nullptr;
  if (manifest != nullptr) limiter = manifest->dependency("express-rate-limit");
  if (limiter == nullptr) return report.skip();
  const project::Reference* const forwarded = forwarded_by(report.project(), service);
  if (forwarded == nullptr) return report.skip();
  if (application->program.mentions("trust proxy") || application->program.mentions("forwarded-for")) return;
  report
      .at(limiter->span, "`{}` counts by address, and without `trust proxy` every visitor has the one of `{}`",
          service.name, forwarded->from->name)
      .note(forwarded->span, "`{}` forwards to it here", forwarded->from->name)
      .note(service.span, "The code of `{}` never sets `trust proxy`", service.name);
}

extern const Rule rule = {
    .code = "SW4589",
    .summary = "Rate limit by address behind a proxy that the code does not trust",
    .why = "All visitors share one budget: a single busy client locks everybody out.",
    .remedy = "Tell the framework how many proxies stand in front: `app.set('trust proxy', 1)`.",
    .references = "https://expressjs.com/en/guide/behind-proxies.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::proxy_not_trusted_by_code
