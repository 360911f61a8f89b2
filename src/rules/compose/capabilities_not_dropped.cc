#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"

namespace seaworthy::rules::capabilities_not_dropped {

static bool drops_all(const compose::Service& service) {
  for (const compose::Text& capability : service.cap_drop)
    if (capability.value == "ALL" || capability.value == "all") return true;
  return false;
}

/// `cap_add: [ALL]` leaves nothing that dropping could take away, and is a finding of its own.
static bool adds_all(const compose::Service& service) {
  return std::ranges::any_of(service.cap_add, [](const compose::Text& capability) {
    return capability.value == "ALL" || capability.value == "all";
  });
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  // A privileged container keeps every capability whatever is dropped; that is a finding of its own.
  if (definition.privileged.value || adds_all(definition)) return report.skip();
  if (drops_all(definition)) return;
  const bool some = !definition.cap_drop.empty();
  auto finding = report.at(some ? definition.source->get("cap_drop")->span() : definition.name_span,
                           "`{}` keeps {} of the engine's default capabilities; drop `ALL` and add back what it needs",
                           service.name, some ? "most" : "all fourteen");
  if (!some) {
    finding.peers("kics:container_capabilities_unrestricted compose-lint:CL-0006");
  } else {
    finding.peers("compose-lint:CL-0006");
  }
}

extern const Rule rule = {
    .code = "SW2103",
    .summary = "Default capabilities kept",
    .why =
        "Among the default capabilities are raw sockets, device nodes, changing owners and ignoring file "
        "permissions. Hardly a program needs them, an attacker uses them.",
    .remedy =
        "Set `cap_drop: [ALL]` and list in `cap_add` what start-up fails without: CHOWN, SETUID and SETGID "
        "for entrypoints that switch users, NET_BIND_SERVICE for ports below 1024.",
    .peers = "kics:container_capabilities_unrestricted compose-lint:CL-0006",
    .differs =
        "kics accepts any `cap_drop`; only dropping ALL leaves nothing that was forgotten. compose-lint reports "
        "privileged services as well, for which dropping changes nothing.",
    .controls = "CIS Docker 1.6:5.4; NIST 800-190:4.4.3; OWASP Docker:3",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "drop all capabilities",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::capabilities_not_dropped
