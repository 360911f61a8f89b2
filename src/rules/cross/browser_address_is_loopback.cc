#include "project/model.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::browser_address_is_loopback {

static void check(const project::Service& service, Report& report) {
  if (service.stack->role != project::Role::production) return report.skip();
  const std::vector<BrowserAddress> addresses = browser_addresses(report.project(), service);
  if (addresses.empty()) return report.skip();
  for (const BrowserAddress& each : addresses) {
    if (!each.built_in || !is_one_of("localhost 127.0.0.1 [::1]", each.address.host)) continue;
    Builder finding = report.at(
        each.span, "`{}` is written into what browsers load, and sends every visitor to their own machine", each.name);
    // A default is there to be replaced.
    if (!each.settled) finding.confidence(Confidence::possible);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4672",
    .summary = "Address for browsers that is the visitor's own machine",
    .why =
        "The bundle works in a browser on the server itself, where it was tried. Everybody else's browser asks its own "
        "machine, and pages stay empty.",
    .remedy = "Give the public address when the image is built, or a path of the same host (`/api`) behind a proxy.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_address_is_loopback
