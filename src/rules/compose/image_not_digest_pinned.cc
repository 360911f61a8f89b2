#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/image_tag.h"

namespace seaworthy::rules::image_not_digest_pinned {

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  if (!image || service.built_with_stack) return report.skip();
  const knowledge::Reference reference = knowledge::parse_reference(image.value);
  if (!reference.valid || !reference.digest.empty()) return;
  // Without a version there is nothing to pin yet, which is a finding of its own.
  if (reference.tag.empty() || is_moving_tag(reference.tag)) return;
  report.at(image.span(), "`{}` runs `{}` by tag alone; append `@sha256:...` to pin what was tested", service.name,
            image.value);
}

extern const Rule rule = {
    .code = "SW2146",
    .summary = "Image not pinned by digest",
    .why = "A tag can be pushed again: the same name may bring another program tomorrow.",
    .remedy = "Append the digest, `image:1.2.3@sha256:...`, and let a bot move both together.",
    .peers = "compose-lint:CL-0019",
    .controls = "NIST 800-190:4.1.5; OWASP Docker:13",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .strength = "are pinned by digest",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_not_digest_pinned
