#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/layers.h"
#include "rules/lib/published_tag.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_tag_not_published {

static void judge(const dockerfile::Instruction& instruction, std::string_view image, Span place, Report& report) {
  // A further context of that name stands in for the image.
  const project::Dockerfile* const dockerfile = dockerfile_of(instruction, report);
  if (dockerfile != nullptr && std::ranges::binary_search(dockerfile->contexts, image)) return report.skip();
  const TagNeverPublished& judged = tag_never_published(report.project(), image);
  if (!judged.never) return;
  Builder finding =
      judged.instead.empty()
          ? report.at(place, "`{}` was never published, so the build fails here; name a tag that the registry has",
                      image)
          : report.at(place, "`{}` was never published, so the build fails here; `{}` was", image, judged.instead);
  if (report.text(place) == image) {
    if (!judged.instead.empty()) finding.fix(Safety::review, "Name the tag that was published", place, judged.instead);
  } else {
    finding.confidence(Confidence::likely);
  }
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const dockerfile::Stage* const stage = instruction.stage;
  if (stage == nullptr) return report.skip();
  if (instruction.op == dockerfile::Op::from) {
    if (stage->parent != nullptr || !stage->base_known) return report.skip();
    return judge(instruction, stage->base, stage->base_span, report);
  }
  const dockerfile::Flag* const from = instruction.flag("from");
  if (from == nullptr || !contains(from->value, ":") || contains(from->value, "$")) return report.skip();
  judge(instruction, from->value, from->value_span, report);
}

extern const Rule rule = {
    .code = "SW1660",
    .summary = "Base image under a tag that was never published",
    .why =
        "The registry has no such tag: the build ends with `manifest unknown`. Variants are not the same for all "
        "images; "
        "there is no slim Go and no MySQL on Alpine.",
    .remedy = "Name a tag that the page of the image lists.",
    .references = "https://github.com/docker-library/official-images",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_instruction<check, dockerfile::Op::from, dockerfile::Op::copy>(),
};

}  // namespace seaworthy::rules::base_image_tag_not_published
