#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/browser_addresses.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::browser_address_names_service {

static void check(const project::Service& service, Report& report) {
  // Tests that run in a container beside it resolve the name.
  const bool for_developers =
      service.stack->role == project::Role::development || service.stack->role == project::Role::test;
  const std::vector<BrowserAddress> addresses = browser_addresses(report.project(), service);
  if (addresses.empty()) return report.skip();
  for (const BrowserAddress& each : addresses) {
    if (contains(each.address.host, ".")) continue;
    const project::Service* const other = project::service_named(service, each.address.host);
    if (other == nullptr || contains(each.name, "INTERNAL") || contains(each.name, "SERVER") ||
        contains(each.name, "PROXY"))
      continue;
    const bool built_in = each.built_in && !for_developers;
    report
        .at(each.span, "`{}` reaches browsers, which cannot resolve `{}`; give the address that visitors use",
            each.name, each.address.host)
        .confidence(built_in ? Confidence::likely : Confidence::possible)
        .severity(built_in ? Severity::high : Severity::medium)
        .note(other->span, "`{}` is a name of the stack's network alone", each.address.host);
  }
}

extern const Rule rule = {
    .code = "SW4584",
    .summary = "Address for browsers that only containers resolve",
    .why = "Service names exist on the stack's network; a visitor's browser asks its own DNS and finds nothing.",
    .remedy = "Give the public address, or a path of the same host (`/api`) that the proxy forwards.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::browser_address_names_service
