#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "knowledge/published_tags.h"
#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::own_image_nobody_builds {

/// "micro-" of "micro-catalog-api"; "" for a name of one word.
static std::string_view family_of(std::string_view name) {
  const std::size_t end = name.find_first_of("-_");
  constexpr std::size_t shortest = 3;
  return end == std::string_view::npos || end < shortest ? std::string_view() : name.substr(0, end + 1);
}

/// How many services of the stack build an image of the same family.
static std::ptrdiff_t built_relatives(const project::Service& service, std::string_view family) {
  return std::ranges::count_if(service.stack->services, [&](const project::Service* other) {
    return other->definition->build && other->definition->image && other->definition->image.value.starts_with(family);
  });
}

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  if (service.builds || service.definition->build || !image || !is_settled(image.source)) return report.skip();
  if (!service.stack->partial.empty() || !service.definition->pull_policy.value.empty()) return report.skip();
  const knowledge::Reference reference = knowledge::parse_reference(image.value);
  // A name without a registry and an account is that of an official image, or of none.
  if (!reference.valid || !reference.registry.empty() || contains(reference.repository, "/") ||
      !reference.digest.empty() || knowledge::is_official_image(reference.repository) ||
      knowledge::image(reference) != nullptr || contains(image.value, "$"))
    return report.skip();
  const std::string_view family = family_of(reference.repository);
  if (family.empty() || built_relatives(service, family) < 2) return report.skip();
  // A script or a document that names it may say how it is made.
  for (const project::File& file : report.project().files)
    if (file.has_content && file.kind != project::FileKind::compose &&
        contains(report.project().sources[file.source].text(), reference.repository))
      return;
  report
      .at(image.span(), "Nothing builds `{}`, and no registry has an image of this name: `{}` cannot be started",
          image.value, service.name)
      .advise("Give the service a `build`, as those beside it have");
}

extern const Rule rule = {
    .code = "SW4995",
    .summary = "Image of one's own that nothing builds",
    .why =
        "Compose asks Docker Hub for an official image of that name, which there is not (`pull access denied`). It is "
        "there on the machine of the one who built it by hand.",
    .remedy = "Add `build:` with the folder of the program, or name the image with the registry that it is pushed to.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::own_image_nobody_builds
