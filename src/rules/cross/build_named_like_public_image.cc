#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::build_named_like_public_image {

static bool is_same(const knowledge::Reference& built, std::string_view other) {
  const knowledge::Reference reference = knowledge::parse_reference(other);
  const auto tag = [](const knowledge::Reference& each) {
    return each.tag.empty() ? std::string_view("latest") : each.tag;
  };
  return reference.valid && reference.registry == built.registry && reference.repository == built.repository &&
         reference.digest.empty() && tag(reference) == tag(built);
}

/// Where the repository uses the name for the public image: the base of a stage, or a service that does not build it.
static Span use_of_public(const project::Service& service, const knowledge::Reference& built,
                          const project::Project& project) {
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    for (const dockerfile::Stage* const stage : dockerfile.parsed->stages)
      if (stage->parent == nullptr && is_same(built, stage->base)) return stage->from->span;
  for (const project::Service* const other : service.stack->services)
    if (other != &service && !other->builds && other->definition->image &&
        is_same(built, other->definition->image.value))
      return other->definition->image.span();
  return {};
}

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  if (!service.builds || !image || image.value.empty() || contains(image.value, "$")) return report.skip();
  const knowledge::Reference built = knowledge::parse_reference(image.value);
  if (!built.valid || !built.registry.empty() || contains(built.repository, "/") || !built.digest.empty()) return;
  if (knowledge::image(built) == nullptr) return;
  const Span other = use_of_public(service, built, report.project());
  Builder finding = report.at(
      image.span(), "`{}` builds an image called `{}`, which takes the place of the public image of that name",
      service.name, image.value);
  if (other.valid())
    finding.severity(Severity::medium).note(other, "This means the public one, and gets the build from then on");
}

extern const Rule rule = {
    .code = "SW4168",
    .summary = "Built image with the name of a public image",
    .why =
        "Docker looks for an image by its name on the machine first: other projects, and the next build that begins "
        "with `FROM` that name, get this build. `docker compose pull` in turn overwrites it with the public image.",
    .remedy = "Give it a name of its own, `PROJECT/NAME`, or leave `image` out.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_named_like_public_image
