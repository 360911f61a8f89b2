#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/made_secret.h"
#include "rules/lib/once.h"
#include "rules/lib/runners.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::secret_made_while_building {

/// Whether a service that runs the image is given the secret, which then goes before what the image has.
static bool is_given(const project::Project& project, const project::Dockerfile& dockerfile, std::string_view name) {
  return any_runner(project, dockerfile, [&](const project::Service& service) {
    using project::VariableState;
    const VariableState state = project::variable_state(service, name);
    return state == VariableState::set || state == VariableState::passed_through ||
           project::has_unknown_variables(project, service);
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "php") continue;
    const MadeSecret made = made_secret(*step.invocation.node);
    if (made.name.empty()) continue;
    asks = true;
    if (is_given(report.project(), dockerfile, made.name)) continue;
    report.at(made.span, "Every build makes another `{}` here, and the image carries it; supply one when it starts",
              made.name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4270",
    .summary = "Key that is made while the image is built",
    .why =
        "Whoever has the image has the key, and the next build makes another one: all people are logged out, and what "
        "was encrypted with the old key cannot be read any more.",
    .remedy = "Make the key once, and give it to the container as a variable or a secret.",
    .references = "https://laravel.com/docs/encryption#configuration",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::secret_made_while_building
