#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"

namespace seaworthy::rules::name_on_host_network {

/// Where a service is that names of the stack do not reach, as a message says it; "" where they do.
static std::string_view place_without_names(const compose::Text& mode) {
  if (mode.value == "host") return "on the host's network";
  // Only user-defined networks have names: docs.docker.com/engine/network/drivers/bridge.
  if (mode.value == "bridge" || mode.value == "default") return "on the engine's default bridge";
  return mode.value == "none" ? "on no network" : "";
}

/// Whether the one that is named uses the network of another service and has no name of its own in it, though the other
/// one, or an alias, may have.
static bool is_guest(const project::Service& service, const project::Service& named) {
  const std::string_view mode = named.definition->network_mode.value;
  return mode.starts_with("service:") && mode != service.definition->network_mode.value &&
         mode.substr(8) != service.name;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active || reference.loopback) continue;
    const compose::Text& own = service.definition->network_mode;
    const compose::Text& theirs = reference.to->definition->network_mode;
    if (is_guest(service, *reference.to)) {
      asks = true;
      const std::string_view host = theirs.value.substr(8);
      if (!service.definition->extra_hosts.empty()) continue;
      report
          .at(reference.span, "`{}` names `{}`, which has no name of its own: it uses the network of `{}`; ask `{}`",
              service.name, reference.to->name, host, host)
          .note(theirs.entry_span(), "The network of `{}` is chosen here", reference.to->name)
          .confidence(Confidence::likely);
      return;
    }
    const std::string_view own_place = place_without_names(own);
    const std::string_view their_place = place_without_names(theirs);
    if (own_place.empty() && their_place.empty()) continue;
    asks = true;
    if (own.value == "host" && theirs.value == "host") continue;
    // `links` write names into the hosts file, which is what the default bridge has instead.
    if (!service.definition->extra_hosts.empty() || !service.definition->links.empty()) continue;
    const bool from_here = !own_place.empty();
    const std::string_view place = from_here ? own_place : their_place;
    Builder finding =
        report.at(reference.span, "`{}` names `{}`, {} {}, {}", service.name, reference.to->name,
                  from_here ? "but is" : "which is", place,
                  from_here ? "where names of the stack do not resolve" : "where names of the stack do not lead");
    finding.note(from_here ? own.entry_span() : theirs.entry_span(), "`{}` is {}",
                 from_here ? service.name : reference.to->name, place);
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
    .summary = "Service name used from, or for, a container outside the stack's networks",
    .why =
        "A container on the host's network, on the engine's default bridge or on none has no part in the stack's "
        "names: `db` does not resolve there, and nobody resolves its own name.",
    .remedy = "Attach both to a network of the stack; from the host's network use 127.0.0.1 and the published port.",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::name_on_host_network
