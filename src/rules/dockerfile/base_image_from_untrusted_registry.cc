#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/hadolint_settings.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_from_untrusted_registry {
namespace {

bool matches(std::string_view pattern, std::string_view registry) {
  if (pattern == "*") return true;
  if (pattern.starts_with('*')) return registry.ends_with(pattern.substr(1));
  if (pattern.ends_with('*')) return registry.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == registry;
}

bool is_trusted(const HadolintSettings& settings, std::string_view image) {
  std::string_view registry = knowledge::parse_reference(image).registry;
  if (registry.empty()) registry = "docker.io";
  return std::ranges::any_of(settings.trusted_registries, [&](std::string_view pattern) {
    return matches(pattern, registry) || (registry == "docker.io" && matches(pattern, "hub.docker.com"));
  });
}

void judge(std::string_view image, Span span, const HadolintSettings& settings, Report& report) {
  if (image.empty() || equal_ignoring_case(image, "scratch") || contains(image, "$") || is_trusted(settings, image))
    return;
  report.at(span, "`{}` comes from a registry that is not among the trusted ones", image)
      .note(settings.trusted_span, "The registries that are trusted");
}

void check(const project::Dockerfile& dockerfile, Report& report) {
  const HadolintSettings settings = hadolint_settings(report.project(), dockerfile.file->path);
  if (settings.trusted_registries.empty()) return report.skip();
  const dockerfile::File& file = *dockerfile.parsed;
  for (const dockerfile::Stage* stage : file.stages) {
    if (stage->parent == nullptr && stage->base_known) judge(stage->base, stage->base_span, settings, report);
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      const dockerfile::Flag* const from = instruction->flag("from");
      if (instruction->op == dockerfile::Op::copy && from != nullptr && file.stage(from->value) == nullptr)
        judge(from->value, from->value_span, settings, report);
      for (const dockerfile::Mount& mount : instruction->mounts)
        if (!mount.from.empty() && file.stage(mount.from) == nullptr) judge(mount.from, mount.span, settings, report);
    }
  }
}

}  // namespace

extern const Rule rule = {
    .code = "SW1610",
    .summary = "Image from a registry that is not trusted",
    .why = "Whoever can push there decides what runs here.",
    .remedy =
        "Take the image from a registry of the list `trustedRegistries` in `.hadolint.yaml`, or add the registry to "
        "the "
        "list.",
    .peers = "hadolint:DL3026 datadog-iac:use_only_an_allowed_registry_in_the_from_image",
    .differs = "The list is the team's own, so without one nothing is said; kics brings a list of its own.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::base_image_from_untrusted_registry
