#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/connect.h"

namespace seaworthy::rules::privileged {

static void check(const project::Service& service, Report& report) {
  const compose::Flag& flag = service.definition->privileged;
  if (!flag.value) return;
  // The machine of a developer or of a test is no server.
  report
      .at(flag.entry_span(),
          "`{}` runs privileged, which gives it the whole host; add the one capability that it needs", service.name)
      .severity(may_be_production(*service.stack) ? Severity::critical : Severity::high);
}

extern const Rule rule = {
    .code = "SW2101",
    .summary = "Privileged container",
    .why =
        "A privileged container can load kernel modules, reach every device of the host and leave its namespaces: "
        "whoever takes it over has the machine.",
    .remedy = "Drop `privileged` and grant the single capability or device that the program asks for.",
    .peers = "kics:privileged_containers_enabled semgrep:privileged-service docker-bench:5.5 compose-lint:CL-0002",
    .controls = "CIS Docker 1.6:5.5; NIST 800-190:4.4.3; OWASP Docker:3",
    .severity = Severity::critical,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::privileged
