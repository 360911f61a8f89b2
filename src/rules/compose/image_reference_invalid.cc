#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::image_reference_invalid {

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  if (!image || image.value.empty() || !is_settled(image.source) || service.stack->from_template) return report.skip();
  if (knowledge::parse_reference(image.value).valid) return;
  const bool capitals =
      std::any_of(image.value.begin(), image.value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  report.at(image.span(), "`{}` names the image `{}`, which is no valid reference{}", service.name, image.value,
            capitals ? "; repositories are written in lower case" : "");
}

extern const Rule rule = {
    .code = "SW2378",
    .summary = "Image name that is no reference",
    .why = "The engine can neither pull nor tag an image of that name.",
    .remedy = "Write `[REGISTRY/]NAME[:TAG][@DIGEST]`, the name in lower case, digits and single `.`, `_` or `-`.",
    .references = "https://docs.docker.com/reference/cli/docker/image/tag/",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_reference_invalid
