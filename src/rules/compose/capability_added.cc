#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/capability_peers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::capability_added {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.cap_add.empty()) return report.skip();
  bool drops = false;
  for (const compose::Text& dropped : definition.cap_drop) drops = drops || equal_ignoring_case(dropped.value, "ALL");
  for (const compose::Text& added : definition.cap_add) {
    const knowledge::Capability* const capability = knowledge::capability(added.value);
    if (capability == nullptr) continue;
    if (capability->default_granted) {
      // After `cap_drop: [ALL]` that is how it is meant to be.
      if (!drops)
        report
            .at(added.span(), "`{}` is given `{}`, which every container has; drop `ALL` first or remove it",
                service.name, capability->name)
            .peers(peers_of_capability(capability->name));
      continue;
    }
    // Those that reach beyond the container have a rule of their own.
    if (!capability->danger.empty()) continue;
    report
        .at(added.span(), "`{}` is given `{}`, which allows it to {}", service.name, capability->name,
            OurWords{capability->allows})
        .peers(peers_of_capability(capability->name));
  }
}

extern const Rule rule = {
    .code = "SW2382",
    .summary = "Capability added",
    .why = "Every capability beyond those that the program needs is one more tool for whoever takes it over.",
    .remedy = "Drop all capabilities and add back the ones that the program fails without.",
    .peers = "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0029",
    .differs = "kics reports `cap_add` whatever stands in it; after `cap_drop: [ALL]` default ones are fine.",
    .controls = "CIS Docker 1.6:5.4; OWASP Docker:3",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::capability_added
