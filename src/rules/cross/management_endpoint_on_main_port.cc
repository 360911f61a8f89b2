#include "rules/rule.h"

#include <optional>
#include <string>

#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"

namespace seaworthy::rules::management_endpoint_on_main_port {

/// The port that alone serves a path of a service, when that is another than the one that is asked; 0 otherwise.
static std::uint16_t right_port(const project::Project& project, const project::Service& service, std::string_view path,
                                std::uint16_t asked) {
  const project::Application* const application = project::application(project, service);
  if (application == nullptr || !application->program.side_port.known || application->program.side_prefix.empty())
    return 0;
  if (!path.starts_with(application->program.side_prefix)) return 0;
  const std::optional<std::string> port =
      project::setting_in_container(project, service, *application, application->program.side_port);
  const std::uint16_t side = port.has_value() ? project::parse_port(*port) : std::uint16_t{0};
  const project::Listening& known = project::connections(project, service).listening;
  return side != 0 && side != asked && known.from_code && known.port(asked) != nullptr ? side : std::uint16_t{0};
}

static Span side_span(const project::Project& project, const project::Service& service) {
  return project::application(project, service)->program.side_port.span;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  const project::Connections& known = project::connections(report.project(), service);
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http) continue;
    asks = true;
    const std::uint16_t right = right_port(report.project(), service, request.path, request.port);
    if (right == 0) continue;
    Builder finding = report.at(request.span, "The probe of `{}` asks `{}` on port {}, but only port {} serves it",
                                service.name, request.path, request.port, right);
    if (const Span span = side_span(report.project(), service); span.valid())
      finding.note(span, "Management endpoints have a port of their own here");
    note_waiting(finding, service);
    return;
  }
  for (const project::Reference& reference : known.references) {
    if (reference.to == nullptr || reference.path.empty()) continue;
    asks = true;
    const std::uint16_t right = right_port(report.project(), *reference.to, reference.path, reference.port);
    if (right == 0) continue;
    Builder finding = report.at(reference.span, "`{}` asks `{}` of `{}` on port {}, but only port {} serves it",
                                service.name, reference.path, reference.to->name, reference.port, right);
    finding.rung(Rung::connect);
    if (const Span span = side_span(report.project(), *reference.to); span.valid())
      finding.note(span, "Management endpoints have a port of their own here");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4722",
    .summary = "Management endpoint asked on the port of the application",
    .why =
        "With a management port of its own, health and metrics are gone from the main port, which answers 404: a probe "
        "fails every time, and a scraper collects nothing.",
    .remedy = "Ask the management port, or drop the setting that gives one.",
    .references =
        "https://docs.spring.io/spring-boot/reference/actuator/monitoring.html "
        "https://quarkus.io/guides/management-interface-reference",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .strength = "ask management endpoints on their port",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::management_endpoint_on_main_port
