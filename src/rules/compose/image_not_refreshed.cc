#include "rules/lib/image_tag.h"
#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::image_not_refreshed {

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.image || service.built_with_stack) return report.skip();
  const knowledge::Reference reference = knowledge::parse_reference(definition.image.value);
  if (!reference.digest.empty() || definition.pull_policy) return;
  report.at(definition.image.entry_span(),
            "`{}` keeps the `{}` that the host pulled once; set `pull_policy` to refresh it", service.name,
            image_in_words(definition.image.value));
}

extern const Rule rule = {
    .code = "SW2153",
    .summary = "Image never refreshed",
    .why = "Security fixes that are published under the same tag do not reach a host that has pulled it before.",
    .remedy = "Set `pull_policy: always` or `daily`, or pin a digest and update it.",
    .peers = "docker-bench:5.28",
    .controls = "CIS Docker 1.6:5.28",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_not_refreshed
