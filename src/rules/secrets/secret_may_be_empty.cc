#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"

namespace seaworthy::rules::secret_may_be_empty {

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.source == nullptr || entry.source->origin == nullptr) continue;
    for (const compose::Interpolation& part : entry.source->origin->interpolations) {
      if (!name_is_secret(part.variable)) continue;
      applies = true;
      if (!part.operation.empty() || part.source != compose::VariableSource::unset) continue;
      if (is_throwaway(service)) continue;
      report
          .at(part.span, "`{}` becomes empty when nobody sets it; require it with `${{{}:?}}`", part.variable,
              part.variable)
          .advise("Require the variable, and say in the env template what it is for");
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW6007",
    .summary = "Credential that may be empty",
    .why =
        "Compose only warns about a variable that is not set and starts with an empty password, which many "
        "programs take for \"no password\".",
    .remedy = "Require it, `${NAME:?set it in .env}`, so that the stack refuses to start without it.",
    .peers = "compose-go:interpolation/unset",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "refuse to start without their credentials",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_may_be_empty
