#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::logging_disabled {

static void check(const project::Service& service, Report& report) {
  const compose::Logging& logging = service.definition->logging;
  if (!logging || logging.driver.value != "none") return;
  report.at(logging.driver.entry_span(), "`{}` writes no log at all; use `local` or `json-file` with a size limit",
            service.name);
}

extern const Rule rule = {
    .code = "SW2136",
    .summary = "Logging switched off",
    .why = "When something goes wrong there is nothing to look at, and nothing to hand to an investigation.",
    .remedy = "Use the `local` driver, or `json-file` with `max-size` and `max-file`.",
    .peers = "compose-lint:CL-0014",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::logging_disabled
