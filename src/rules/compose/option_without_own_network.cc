#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/published.h"

namespace seaworthy::rules::option_without_own_network {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  const compose::Text& mode = definition.network_mode;
  if (has_own_network(service)) return report.skip();
  const bool shared = mode.value != "host" && mode.value != "none";
  const compose::Value* const ports = definition.source->get("ports");
  if (ports != nullptr && !definition.ports.empty()) {
    auto finding =
        shared ? report.at(ports->span(), "`{}` has no network of its own to publish ports from; move `ports` to `{}`",
                           service.name, mode.value.substr(mode.value.find(':') + 1))
               : report.at(ports->span(), "`ports` of `{}` are without effect on the {} network; remove them",
                           service.name, mode.value);
    finding.note(mode.span(), "`network_mode` is set here");
    if (shared) finding.severity(Severity::high).rung(Rung::start);
  }
  if (!shared) return;
  for (const std::string_view key : {"hostname", "extra_hosts", "dns", "mac_address", "links"}) {
    const compose::Value* const value = definition.source->get(key);
    if (value == nullptr || value->origin == nullptr) continue;
    report
        .at(value->span(), "The engine refuses `{}` of `{}`, which uses the network of another container", key,
            service.name)
        .note(mode.span(), "`network_mode` is set here")
        .severity(Severity::high)
        .rung(Rung::start);
  }
}

extern const Rule rule = {
    .code = "SW2371",
    .summary = "Network option without a network of its own",
    .why =
        "On the host's network published ports are left out without an error; in the network of another container the "
        "engine refuses to create the container.",
    .remedy = "Put the option to the service whose network is used, or drop `network_mode`.",
    .references = "https://docs.docker.com/engine/network/#container-networks",
    .severity = Severity::low,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::option_without_own_network
