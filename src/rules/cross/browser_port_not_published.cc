#include <algorithm>

#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::browser_port_not_published {

/// Whether a mapping leads from a port of the host, or may.
static bool leads_from(const compose::Port& port, std::uint16_t number) {
  if (port.published.empty() || contains(port.published, "$")) return true;
  const std::size_t dash = port.published.find('-');
  const std::uint16_t first = port_number(port.published);
  const std::uint16_t last = dash == std::string_view::npos ? first : port_number(port.published.substr(dash + 1));
  return number >= first && number <= last;
}

/// Whether some service of any stack may be reached on a port of the host.
static bool is_published(const project::Project& project, std::uint16_t number) {
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    return service.definition->network_mode.value == "host" ||
           std::ranges::any_of(service.definition->ports,
                               [&](const compose::Port& port) { return leads_from(port, number); });
  });
}

/// The service of the stack that listens on the port and publishes it as another one; null when there is none.
static const compose::Port* published_as_other(const project::Stack& stack, std::uint16_t number) {
  for (const project::Service* const service : stack.services)
    for (const compose::Port& port : service->definition->ports)
      if (service->active && port_number(port.target) == number) return &port;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const std::vector<BrowserAddress> addresses = browser_addresses(report.project(), service);
  if (addresses.empty()) return report.skip();
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  for (const BrowserAddress& each : addresses) {
    if (!is_one_of("localhost 127.0.0.1", each.address.host) || !each.settled) continue;
    const std::uint16_t number = each.address.port;
    if (number == 0 || is_published(report.project(), number)) continue;
    // Somebody has to publish something for a program outside of all stacks to be a mistake.
    const compose::Port* const other = published_as_other(*service.stack, number);
    if (other == nullptr || (code != nullptr && !project::mentions(report.project(), *code, each.name))) continue;
    report
        .at(each.span, "`{}` sends browsers to port {}, which nothing publishes; it is published as {}", each.name,
            number, other->published)
        .note(other->span(), "This is the mapping");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4673",
    .summary = "Address for browsers with a port that is published as another one",
    .why = "Browsers ask the port of the host, not that of the container: nobody answers there.",
    .remedy = "Name the port that the stack publishes, or publish the one that is named.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_port_not_published
