#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::apparmor_unconfined {

static void check(const project::Service& service, Report& report) {
  for (const compose::Text& option : service.definition->security_opt) {
    if (!(option.value == "apparmor:unconfined" || option.value == "apparmor=unconfined")) continue;
    report.at(option.span(), "`{}` switches the AppArmor profile off; remove `{}`", service.name, option.value);
  }
}

extern const Rule rule = {
    .code = "SW2117",
    .summary = "AppArmor profile switched off",
    .why = "The default profile keeps the container from writing to /proc and /sys and from mounting file systems.",
    .remedy = "Remove the option, or name a profile of your own: `apparmor:my-profile`.",
    .peers = "docker-bench:5.2 compose-lint:CL-0009",
    .controls = "CIS Docker 1.6:5.2; NIST 800-190:4.4.3; OWASP Docker:6",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::apparmor_unconfined
