#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::build_and_image_together {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.build || !definition.image) return report.skip();
  if (definition.pull_policy) return;
  const compose::Origin* const origin = definition.build.source->origin;
  report
      .at(origin != nullptr && origin->key_span.valid() ? origin->key_span : definition.image.entry_span(),
          "`{}` builds `{}` and names it; set `pull_policy: build` to say which one runs", service.name,
          definition.image.value)
      .note(definition.image.entry_span(), "The name");
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
