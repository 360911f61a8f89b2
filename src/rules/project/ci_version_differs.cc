#include "rules/rule.h"

#include <optional>
#include <utility>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/ci.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::ci_version_differs {

/// A version that is shipped.
struct Shipped {
  const knowledge::Cycle* cycle = nullptr;
  Span span;
};

/// What is shipped, by the product or the image that it is a version of.
template <class Key>
using Versions = std::vector<std::pair<Key, Shipped>>;

/// Those of one product or image, when all of them agree.
template <class Key>
static std::optional<Shipped> agreed(const Versions<Key>& versions, const Key& wanted) {
  std::optional<Shipped> found;
  for (const auto& [key, shipped] : versions) {
    if (key != wanted) continue;
    if (found.has_value() && found->cycle != shipped.cycle) return std::nullopt;
    if (!found.has_value()) found = shipped;
  }
  return found;
}

/// The runtimes of shipped stages.
static Versions<std::string_view> shipped_runtimes(const project::Project& project) {
  Versions<std::string_view> all;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    if (dockerfile.role == project::Role::test || dockerfile.role == project::Role::example ||
        dockerfile.role == project::Role::development)
      continue;
    for (const dockerfile::Stage* const stage : dockerfile.parsed->stages) {
      if (stage->parent != nullptr || !stage->base_known) continue;
      const knowledge::Reference reference = knowledge::parse_reference(stage->base);
      const knowledge::Image* const image = knowledge::image(stage->base);
      if (!reference.valid || reference.tag.empty() || image == nullptr ||
          image->kind != knowledge::ImageKind::language)
        continue;
      if (const knowledge::Cycle* const cycle = knowledge::cycle(image->end_of_life_product, reference.tag);
          cycle != nullptr)
        all.emplace_back(image->end_of_life_product, Shipped{cycle, stage->base_span});
    }
  }
  return all;
}

/// The releases of images, databases above all, in production stacks.
static Versions<const knowledge::Image*> shipped_images(const project::Project& project) {
  Versions<const knowledge::Image*> all;
  for (const project::Service& service : project.services) {
    const bool matters =
        service.stack->role == project::Role::production || service.stack->role == project::Role::unknown;
    if (!matters || service.builds || service.image == nullptr || service.image->end_of_life_product.empty() ||
        service.image_reference.tag.empty())
      continue;
    if (const knowledge::Cycle* const cycle =
            knowledge::cycle(service.image->end_of_life_product, service.image_reference.tag);
        cycle != nullptr)
      all.emplace_back(service.image, Shipped{cycle, service.definition->image.span()});
  }
  return all;
}

static void check_runtime(const yaml::Node& step, Report& report, bool& any) {
  const RuntimeSetup setup = runtime_setup(step);
  // A matrix, an expression and a range are meant to cover more than one.
  if (setup.version == nullptr || setup.version->text.empty() || !is_digit(setup.version->text.front())) return;
  const knowledge::Cycle* const tested = knowledge::cycle(setup.product, setup.version->text);
  const std::optional<Shipped> shipped = agreed(once<shipped_runtimes>(report), setup.product);
  if (tested == nullptr || !shipped.has_value()) return;
  any = true;
  if (tested == shipped->cycle) return;
  report
      .at(setup.version->span, "CI tests on {} {}, and {} is shipped", setup.product, tested->cycle,
          shipped->cycle->cycle)
      .note(shipped->span, "The image runs {} {}", setup.product, shipped->cycle->cycle);
}

static void check_services(const yaml::Node& root, Report& report, bool& any) {
  const yaml::Node* const jobs = value_of(root, "jobs");
  if (jobs == nullptr || !jobs->is_mapping()) return;
  for (const yaml::Entry& job : jobs->entries) {
    const yaml::Node* const services = value_of(job.value->resolved(), "services");
    if (services == nullptr || !services->is_mapping()) continue;
    for (const yaml::Entry& service : services->entries) {
      const yaml::Node& body = service.value->resolved();
      const yaml::Node* const image_node = body.is_scalar() ? &body : value_of(body, "image");
      if (image_node == nullptr || contains(image_node->text, "$")) continue;
      const knowledge::Reference reference = knowledge::parse_reference(image_node->text);
      const knowledge::Image* const image = knowledge::image(reference);
      if (image == nullptr || reference.tag.empty() || image->end_of_life_product.empty()) continue;
      const knowledge::Cycle* const tested = knowledge::cycle(image->end_of_life_product, reference.tag);
      const std::optional<Shipped> shipped = agreed(once<shipped_images>(report), image);
      if (tested == nullptr || !shipped.has_value()) continue;
      any = true;
      if (tested == shipped->cycle) continue;
      report
          .at(image_node->span, "CI tests against {} {}, and {} is deployed", image->title, tested->cycle,
              shipped->cycle->cycle)
          .note(shipped->span, "The stack runs {} {}", image->title, shipped->cycle->cycle);
    }
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
  bool any = false;
  for_each_github_step(file, [&](const yaml::Node& step) { check_runtime(step, report, any); });
  check_services(file.yaml->root()->resolved(), report, any);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7105",
    .summary = "CI that tests on another version than is shipped",
    .why = "What passes there was never run on what users get; native modules, SQL and defaults differ by release.",
    .remedy = "Take the version from one place: the toolchain file for CI and an ARG of the Dockerfile, or a variable.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "test on the versions that they ship",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_version_differs
