#include "rules/rule.h"

#include <string>

#include "dockerfile/values.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::platform_not_the_services {
namespace {

/// What a base fixes: `--platform=` with a constant, or a name that is published for one platform alone.
struct Fixed {
  std::string_view platform;
  Span span;
};

Fixed fixed_platform(const dockerfile::Stage& root) {
  const dockerfile::Flag* const flag = root.from->flag("platform");
  if (flag != nullptr && !flag->value.empty() && !contains(flag->value, "$")) return {flag->value, flag->value_span};
  if (flag == nullptr && root.base_known)
    if (const knowledge::PlatformNamespace* const row = knowledge::platform_namespace(root.base))
      return {row->platform, root.base_span};
  return {};
}

bool differ(const dockerfile::Platform& left, const dockerfile::Platform& right) {
  const auto system = [](const dockerfile::Platform& platform) {
    return platform.system.empty() ? std::string_view("linux") : platform.system;
  };
  return system(left) != system(right) ||
         (!left.architecture.empty() && !right.architecture.empty() && left.architecture != right.architecture);
}

void check(const project::Service& service, Report& report) {
  const compose::Text& asked = service.definition->platform;
  const dockerfile::Platform wanted = dockerfile::parse_platform(asked.value);
  if (asked.value.empty() || !wanted.valid) return report.skip();
  Fixed fixed;
  if (service.stage != nullptr) {
    fixed = fixed_platform(service.stage->root());
  } else if (!service.builds && service.image_reference.valid) {
    if (const knowledge::PlatformNamespace* const row = knowledge::platform_namespace(service.definition->image.value))
      fixed = {row->platform, service.definition->image.span()};
  }
  const dockerfile::Platform given = dockerfile::parse_platform(fixed.platform);
  if (fixed.platform.empty() || !given.valid || !differ(wanted, given)) return;
  Builder finding = report.at(asked.span(), "`{}` is to run on {}, and its image is for {} only", service.name,
                              asked.value, fixed.platform);
  finding.note(fixed.span, "This fixes the platform");
}

}  // namespace

extern const Rule rule = {
    .code = "SW1612",
    .summary = "Service on another platform than its image",
    .why =
        "The engine looks for an image of the platform that the service names: it pulls nothing that fits, or starts "
        "programs of the other platform, which end with `exec format error` where nothing emulates it.",
    .remedy =
        "Name one platform in both places, or leave it out of the Dockerfile and let the build follow the service.",
    .references = "https://docs.docker.com/reference/compose-file/services/#platform",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::platform_not_the_services
