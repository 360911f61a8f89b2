#include "rules/rule.h"

#include <algorithm>
#include <string>

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

/// Whether another file speaks of an image: a script or a document that names it may say how it is made.
static bool is_named_elsewhere(const project::Project& project, std::string_view image) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.has_content && file.kind != project::FileKind::compose &&
           contains(project.sources[file.source].text(), image);
  });
}

/// A registry on the machine itself has what somebody pushed to it by hand.
static bool is_of_own_machine(std::string_view registry) {
  return is_one_of("localhost 127.0.0.1", before(registry, ':'));
}

/// Whether the stack runs a registry, or builds an image of this name.
static bool has_registry_or_build(const project::Service& service, std::string_view image) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return (other->image != nullptr && other->image->name == "registry") ||
           contains(other->definition->image.value, "registry") ||
           (other->definition->build && other->definition->image && other->definition->image.value == image);
  });
}

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  if (service.builds || service.definition->build || !image || !is_settled(image.source)) return report.skip();
  if (!service.stack->partial.empty() || !service.definition->pull_policy.value.empty()) return report.skip();
  const knowledge::Reference reference = knowledge::parse_reference(image.value);
  if (reference.valid && is_of_own_machine(reference.registry) && !contains(image.value, "$")) {
    if (has_registry_or_build(service, image.value) ||
        is_named_elsewhere(report.project(), std::string(reference.registry) + "/" + std::string(reference.repository)))
      return;
    report
        .at(image.span(), "`{}` is pulled from a registry of the machine itself, which nothing here runs or pushes to",
            service.name)
        .advise("Give the service a `build`, or name the image with the registry that it is pushed to");
    return;
  }
  // A name without a registry and an account is that of an official image, or of none.
  if (!reference.valid || !reference.registry.empty() || contains(reference.repository, "/") ||
      !reference.digest.empty() || knowledge::is_official_image(reference.repository) ||
      knowledge::image(reference) != nullptr || contains(image.value, "$"))
    return report.skip();
  const std::string_view family = family_of(reference.repository);
  if (family.empty() || built_relatives(service, family) < 2) return report.skip();
  if (is_named_elsewhere(report.project(), reference.repository)) return;
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
