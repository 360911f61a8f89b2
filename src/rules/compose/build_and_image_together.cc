#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::build_and_image_together {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.build || !definition.image) return report.skip();
  if (definition.pull_policy) return;
  report.at(definition.image.entry_span(),
            "`{}` names `{}` and builds it; set `pull_policy: build` to say which one runs", service.name,
            definition.image.value);
}

extern const Rule rule = {
    .code = "SW2147",
    .summary = "Image named and built",
    .why =
        "`docker compose up` pulls the name first where a registry has it, and builds otherwise; which of "
        "the two runs depends on the host.",
    .remedy = "Set `pull_policy: build`, or drop one of the two.",
    .peers = "dclint:no-build-and-image",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_and_image_together
