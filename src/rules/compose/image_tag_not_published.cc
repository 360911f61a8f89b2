#include "rules/rule.h"

#include "rules/lib/published_tag.h"

namespace seaworthy::rules::image_tag_not_published {

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  // A tag that whoever deploys fills in is theirs to choose.
  if (!image || service.built_with_stack || service.image_reference.tag.starts_with('$')) return report.skip();
  const TagNeverPublished& judged = tag_never_published(report.project(), image.value);
  if (!judged.never) return;
  Builder finding =
      judged.instead.empty()
          ? report.at(image.span(), "`{}` asks for `{}`, which was never published; name a tag that the registry has",
                      service.name, image.value)
          : report.at(image.span(), "`{}` asks for `{}`, which was never published; `{}` was", service.name,
                      image.value, judged.instead);
  // With a variable in it somebody may name another.
  if (report.text(image.span()) != image.value)
    finding.confidence(Confidence::likely);
  else if (!judged.instead.empty())
    finding.fix(Safety::review, "Name the tag that was published", image.span(), judged.instead);
}

extern const Rule rule = {
    .code = "SW2430",
    .summary = "Image under a tag that was never published",
    .why =
        "The registry has no such tag: the pull ends with `manifest unknown`, and nothing of the stack is started. "
        "Some projects write a `v` before the version, others never do; variants differ as well.",
    .remedy = "Name a tag that the page of the image lists.",
    .references = "https://github.com/docker-library/official-images",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_tag_not_published
