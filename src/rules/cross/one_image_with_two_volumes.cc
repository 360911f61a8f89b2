#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::one_image_with_two_volumes {

/// Whether both run the same program: one image by its full name, or one Dockerfile and stage.
static bool same_program(const project::Service& left, const project::Service& right) {
  if (left.builds || right.builds)
    return left.builds && right.builds && left.stage != nullptr && left.stage == right.stage;
  return !left.definition->image.value.empty() && left.definition->image.value == right.definition->image.value;
}

/// A volume by name that both have at one place, and another one each; null where there is none.
static const compose::Mount* other_volume(const compose::Mount& mount, const project::Service& other) {
  for (const compose::Mount& candidate : other.definition->mounts)
    if (candidate.target == mount.target && candidate.type == compose::MountType::volume)
      return candidate.source_text != mount.source_text && !candidate.source_text.empty() ? &candidate : nullptr;
  return nullptr;
}

/// Members of one cluster, or a leader and those that follow it, each with data of its own.
static bool is_member(std::string_view name, std::string_view other) {
  const auto has_rank = [](std::string_view text) {
    for (const std::string_view word : {"master", "worker", "primary", "replica", "secondary", "slave", "node", "peer"})
      if (contains(text, word)) return true;
    return false;
  };
  if (has_rank(name) && has_rank(other)) return true;
  const auto without_number = [](std::string_view text) {
    std::string plain(text);
    std::erase_if(plain, is_digit);
    return plain;
  };
  return without_number(name) == without_number(other);
}

/// What each container keeps for itself: logs, caches, a schedule.
static bool is_own(std::string_view text) {
  for (const std::string_view part : {"log", "cache", "tmp", "beat", "schedule", "node_modules"})
    if (contains(text, part)) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  // Members of a cluster and stores that only share a product keep their data apart.
  const bool is_application =
      service.builds || service.image == nullptr || service.kind == knowledge::ImageKind::web_app;
  // A test starts the same program several times to compare.
  if (is_data_store(service) || !is_application || service.stack->role == project::Role::test) return report.skip();
  bool asks = false;
  for (const project::Service* const other : service.stack->services) {
    // Each pair once.
    if (other == &service || !other->active || other->name < service.name || !same_program(service, *other) ||
        is_member(service.name, other->name))
      continue;
    asks = true;
    for (const compose::Mount& mount : service.definition->mounts) {
      if (mount.type != compose::MountType::volume || mount.source_text.empty() || is_own(mount.target) ||
          is_own(mount.source_text))
        continue;
      const compose::Mount* const apart = other_volume(mount, *other);
      if (apart == nullptr) continue;
      // Each with a volume that is called like it: stores of one product.
      if (mount.source_text == service.name && apart->source_text == other->name) continue;
      report
          .at(apart->span(), "`{}` and `{}` run one program and keep `{}` in two volumes, `{}` and `{}`", service.name,
              other->name, mount.target, mount.source_text, apart->source_text)
          .note(mount.span(), "`{}` has this one", service.name);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4666",
    .summary = "Two services of one program with a volume each",
    .why = "What one of them writes, uploads and media above all, the other never sees.",
    .remedy = "Mount one volume in both.",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "share the files of their program",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::one_image_with_two_volumes
