#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/build_arguments.h"
#include "rules/lib/secret_shapes.h"

namespace seaworthy::rules::secret_in_build_argument {

static void check(const project::Service& service, Report& report) {
  const compose::Build& build = service.definition->build;
  if (!build || build.arguments.empty()) return report.skip();
  for (const compose::BuildArgument& argument : build.arguments) {
    if (!name_is_secret(argument.name) || argument.source == nullptr) continue;
    const compose::Origin* const origin = argument.source->origin;
    const bool interpolated = origin != nullptr && !origin->interpolations.empty();
    if (argument.value && argument.value->empty() && !interpolated) continue;
    // What no ARG takes is in no history.
    if (service.dockerfile != nullptr && !takes_argument(*service.dockerfile->parsed, argument.name)) continue;
    report.at(argument.source->span(),
              "`{}` is built with `{}` as an argument, which stays in the image's history; use `build.secrets`",
              service.name, argument.name);
  }
}

extern const Rule rule = {
    .code = "SW6004",
    .summary = "Credential as build argument",
    .why =
        "Build arguments are stored in the image's history and in the build cache: whoever pulls the image "
        "reads them with `docker history`.",
    .remedy = "Declare it under `build.secrets` and read it with `RUN --mount=type=secret`.",
    .peers = "semgrep:secret-in-build-arg",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_in_build_argument
