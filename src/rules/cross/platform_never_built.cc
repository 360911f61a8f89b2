#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/image_names.h"

namespace seaworthy::rules::platform_never_built {

/// `linux/arm64/v8` is `linux/arm64`.
static std::string_view plain(std::string_view platform) {
  return platform.ends_with("/v8") ? platform.substr(0, platform.size() - 3) : platform;
}

static void check(const project::Service& service, Report& report) {
  const std::string_view wanted = plain(service.definition->platform.value);
  const std::string_view name = repository_of(service.definition->image.value);
  if (wanted.empty() || !contains(wanted, "/") || !is_known_name(wanted) || !is_known_name(name) ||
      service.built_with_stack)
    return report.skip();
  const project::BuildCommand* built = nullptr;
  for (const project::BuildCommand& build : report.project().build_commands) {
    if (build.file->kind != project::FileKind::ci ||
        std::ranges::none_of(build.tags, [&](std::string_view tag) { return repository_of(tag) == name; }))
      continue;
    // Without the option it is the platform of the machine that builds.
    if (build.platforms.empty()) return report.skip();
    for (const std::string_view platform : build.platforms)
      if (plain(platform) == wanted || !is_known_name(platform)) return;
    built = &build;
  }
  if (built == nullptr) return report.skip();
  report
      .at(service.definition->platform.span(), "`{}` asks for `{}`, which CI does not build `{}` for", service.name,
          wanted, name)
      .note(built->span, "It is built for `{}`", built->platforms.front());
}

extern const Rule rule = {
    .code = "SW4576",
    .summary = "Platform that the image is never built for",
    .why = "The engine finds no manifest for the platform, and the service cannot be started.",
    .remedy = "Add the platform to `platforms` of the build, with QEMU or a machine of its kind.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::automation,
    .strength = "ask for a platform that CI builds",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::platform_never_built
