#include "rules/rule.h"

#include <cstdint>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::program_listens_on_loopback {

static void check(const project::Service& service, Report& report) {
  const project::Listening& known = project::connections(report.project(), service).listening;
  if (known.program.empty()) return report.skip();
  if (!known.loopback_only || service.definition->network_mode.value == "host") return;
  const std::uint16_t port = known.ports.front().port;
  // Who wants to reach it: a published port, or another service.
  Span wanted;
  std::string_view who;
  for (const compose::Port& mapping : service.definition->ports)
    if (mapping.target == std::to_string(port)) wanted = mapping.span();
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service || wanted.valid()) continue;
    if (other->definition->network_mode.value == "service:" + std::string(service.name)) return;
    for (const project::Reference& reference : project::connections(report.project(), *other).references)
      if (reference.to == &service && reference.port == port) {
        wanted = reference.span;
        who = other->name;
      }
  }
  if (!wanted.valid()) return;
  Builder finding =
      known.loopback_by_default
          ? report.at(known.host_span,
                      "{} listens on 127.0.0.1 unless told otherwise, so nobody reaches `{}`; bind to 0.0.0.0",
                      known.program, service.name)
          : report.at(known.host_span, "{} listens on 127.0.0.1 only, so nobody reaches `{}`; bind to 0.0.0.0",
                      known.program, service.name);
  if (known.from_code) finding.confidence(Confidence::likely);
  if (who.empty())
    finding.note(wanted, "This port is published");
  else
    finding.note(wanted, "`{}` asks it here", who);
}

extern const Rule rule = {
    .code = "SW4345",
    .summary = "Program that listens on the loopback of its container only",
    .why =
        "Published ports and other services arrive at the container's network address, where the program does not "
        "listen: every connection is refused.",
    .remedy = "Bind to 0.0.0.0 inside the container; who may reach the port is decided where it is published.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::program_listens_on_loopback
