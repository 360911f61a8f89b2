#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "knowledge/program_settings.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

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

/// Whether a program has a port of its own for such endpoints, and the path is one of them.
static bool has_side_port(const project::Project& project, const project::Service& service, std::string_view path) {
  const project::Application* const application = project::application(project, service);
  return application != nullptr && application->program.side_port.known && !application->program.side_prefix.empty() &&
         path.starts_with(application->program.side_prefix);
}

static Span side_span(const project::Project& project, const project::Service& service) {
  return project::application(project, service)->program.side_port.span;
}

/// Whether an option or a variable of a service speaks of the port.
static bool is_told_otherwise(const project::Service& service, const knowledge::SidePort& side) {
  const auto speaks = [&](std::string_view text) {
    const std::string low = ascii::lowered(text);
    std::string dashed(low);
    std::ranges::replace(dashed, '_', '-');
    return std::ranges::any_of(side.unless, [&](std::string_view word) { return contains(dashed, word); });
  };
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (std::ranges::any_of(given->words, speaks)) return true;
  return std::ranges::any_of(service.definition->environment,
                             [&](const compose::EnvironmentEntry& entry) { return speaks(entry.name); });
}

/// The path that a probe asks; over `/dev/tcp` it writes the request itself.
static std::string path_of(const project::Service& service, const project::ProbeRequest& request) {
  if (request.kind == project::ProbeRequest::Kind::http) return request.path;
  for (const std::string_view word : service.probe.command.words)
    if (const std::size_t at = word.find("GET /"); at != std::string_view::npos)
      return std::string(word.substr(at + 4, word.find_first_of(" \r\\", at + 4) - at - 4));
  return {};
}

/// Probes of known images; true when there is one to look at.
static bool check_image(const project::Service& service, Report& report) {
  const knowledge::SidePort* const side =
      service.image != nullptr ? knowledge::side_port(service.image->name) : nullptr;
  if (side == nullptr || is_told_otherwise(service, *side)) return false;
  const std::optional<Version> version = read_version(service.image_reference.tag);
  if (!version.has_value() || version->parts[0] < side->since) return false;
  for (const project::ProbeRequest& request : project::connections(report.project(), service).probe.requests) {
    const std::string path = path_of(service, request);
    const bool is_side =
        std::ranges::any_of(side->prefixes, [&](std::string_view prefix) { return path.starts_with(prefix); });
    if (!request.own || request.port == side->port || !is_side) continue;
    Builder finding = report.at(request.span, "The probe of `{}` asks `{}` on port {}, but only port {} serves it",
                                service.name, path, request.port, side->port);
    finding.note(service.span, "`{}` runs {} {}", service.name, service.image->title, service.image_reference.tag);
    note_waiting(finding, service);
    break;
  }
  return true;
}

static void check(const project::Service& service, Report& report) {
  bool asks = check_image(service, report);
  const project::Connections& known = project::connections(report.project(), service);
  for (const project::ProbeRequest& request : known.probe.requests) {
    if (!request.own || request.kind != project::ProbeRequest::Kind::http) continue;
    asks = asks || has_side_port(report.project(), service, request.path);
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
    asks = asks || has_side_port(report.project(), *reference.to, reference.path);
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
