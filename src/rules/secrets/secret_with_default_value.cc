#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_with_default_value {

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.source == nullptr || entry.source->origin == nullptr) continue;
    for (const compose::Interpolation& part : entry.source->origin->interpolations) {
      if (!name_is_secret(part.variable) && !name_is_secret(entry.name)) continue;
      // A user name or a host inside a connection string is no secret because the string is.
      if (!name_is_secret(part.variable) && entry.source->origin->interpolations.size() > 1) continue;
      applies = true;
      if (part.operation != ":-" && part.operation != "-") continue;
      const SecretValue value = classify_secret_value(part.argument);
      if (value == SecretValue::empty || value == SecretValue::reference || is_switch(part.argument) ||
          is_file_path(part.argument))
        continue;
      report
          .at(part.span, "`{}` falls back to a default that everybody can read; require it with `${{{}:?}}`",
              part.variable, part.variable)
          .peers(contains(entry.source->text, "://") ? "compose-lint:CL-0021" : "compose-lint:CL-0020")
          .severity(is_throwaway(service) ? Severity::low : Severity::high)
          .advise("Require the variable, and say in the env template what it is for");
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW6002",
    .summary = "Credential with a default in the Compose file",
    .why =
        "Nobody notices that the variable was not set: the stack starts, and runs with a credential that "
        "stands in the repository.",
    .remedy = "Require the variable, `${NAME:?set it in .env}`, so that the stack refuses to start without it.",
    .peers = "compose-lint:CL-0020 compose-lint:CL-0021",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "give credentials no default",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_with_default_value
