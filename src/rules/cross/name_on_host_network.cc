#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"

namespace seaworthy::rules::name_on_host_network {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active || reference.loopback) continue;
    const compose::Text& own = service.definition->network_mode;
    const compose::Text& theirs = reference.to->definition->network_mode;
    if (own.value != "host" && theirs.value != "host") continue;
    asks = true;
    if (own.value == "host" && theirs.value == "host") continue;
    if (!service.definition->extra_hosts.empty()) continue;
    const bool from_host = own.value == "host";
    Builder finding = report.at(reference.span, "`{}` names `{}`, and names do not resolve {} the host's network",
                                service.name, reference.to->name, from_host ? "from" : "on");
    finding.note(from_host ? own.entry_span() : theirs.entry_span(), "`{}` is on the host's network",
                 from_host ? service.name : reference.to->name);
    // An env file that the services of a stack share has much that one of them does not read.
    const bool own_variable = service.definition->name_span.file == reference.span.file;
    if (reference.kind == project::ReferenceKind::environment && !own_variable)
      finding.confidence(reference.of_template ? Confidence::possible : Confidence::likely);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4342",
    .summary = "Service name used from, or for, a container on the host's network",
    .why =
        "A container on the host's network has no part in the stack's names: `db` does not resolve there, and nobody "
        "resolves its own name.",
    .remedy = "Attach both to a network of the stack; from the host's network use 127.0.0.1 and the published port.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::name_on_host_network
