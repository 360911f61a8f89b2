#include <algorithm>
#include <string>

#include "project/connections.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::telemetry_sent_to_other_protocol {

/// The ports that OTLP has for its two transports.
/// https://opentelemetry.io/docs/specs/otlp/
constexpr std::uint16_t grpc_port = 4317, http_port = 4318;

/// The protocol of a signal: OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL, else that of all
/// signals.
static std::optional<project::ContainerVariable> protocol_for(const project::Service& service,
                                                              std::string_view variable) {
  constexpr std::string_view ending = "ENDPOINT";
  const std::string own = std::string(variable.substr(0, variable.size() - ending.size())) + "PROTOCOL";
  if (const auto given = project::container_variable(service, own); given.has_value()) return given;
  return project::container_variable(service, "OTEL_EXPORTER_OTLP_PROTOCOL");
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::environment || reference.to == nullptr ||
        !contains(reference.variable, "OTLP") || !reference.variable.ends_with("ENDPOINT"))
      continue;
    const auto protocol = protocol_for(service, reference.variable);
    if (!protocol.has_value()) continue;
    asks = true;
    const bool is_http = protocol->value.starts_with("http");
    const bool is_wrong =
        (is_http && reference.port == grpc_port) || (protocol->value == "grpc" && reference.port == http_port);
    // A collector may be told to listen anywhere.
    const project::ListenPort* const port =
        project::connections(report.project(), *reference.to).listening.port(reference.port);
    if (!is_wrong || port == nullptr) continue;
    Builder finding = report.at(reference.span, "`{}` sends `{}` to port {}, where `{}` speaks {}; the port is {}",
                                service.name, protocol->value, reference.port, reference.to->name,
                                is_http ? "gRPC" : "HTTP", is_http ? http_port : grpc_port);
    if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
    finding.note(protocol->span.valid() ? protocol->span : service.span, "This is the protocol");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4917",
    .summary = "Telemetry sent to the port of the other protocol",
    .why = "OTLP over HTTP is not understood on the port for gRPC, nor the other way round: every batch is dropped.",
    .remedy = "Name port 4318 for `http/protobuf` and `http/json`, 4317 for `grpc`.",
    .references = "https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::telemetry_sent_to_other_protocol
