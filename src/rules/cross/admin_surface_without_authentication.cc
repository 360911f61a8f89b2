#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/published.h"

namespace seaworthy::rules::admin_surface_without_authentication {

static void check(const project::Service& service, Report& report) {
  using Kind = knowledge::ImageKind;
  if (service.image == nullptr || service.builds) return report.skip();
  if (service.kind != Kind::admin_ui && service.kind != Kind::monitoring && service.kind != Kind::ai_server)
    return report.skip();
  if (service.image->authentication != knowledge::Authentication::none &&
      service.image->authentication != knowledge::Authentication::builtin)
    return report.skip();
  const compose::Port* const port = open_admin_port(report.project(), service);
  if (port == nullptr) return;
  Builder finding =
      service.image->authentication == knowledge::Authentication::none
          ? report.at(port->span(), "`{}` offers {} on every interface, and it asks nobody for a login", service.name,
                      service.image->title)
          : report.at(port->span(), "`{}` offers {} on every interface with the login that everybody knows",
                      service.name, service.image->title);
  if (!may_be_production(*service.stack) || service.kind != Kind::admin_ui) finding.severity(Severity::medium);
  finding.note(service.definition->image.span(), "This is {}", service.image->title);
  offer_loopback(finding, *port, report);
}

extern const Rule rule = {
    .code = "SW4346",
    .summary = "Admin surface published to everybody without a login",
    .why = "Whoever finds the port uses what stands behind it: databases, queues, containers, metrics, models.",
    .remedy = "Publish it on 127.0.0.1, put a proxy with a login in front, or drop the port.",
    .controls = "CIS Docker 1.6:5.14; OWASP Docker:5",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .strength = "keep admin surfaces off the open network",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::admin_surface_without_authentication
