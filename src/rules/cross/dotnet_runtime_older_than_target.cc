#include <optional>

#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::dotnet_runtime_older_than_target {

/// The project file that a publish step names.
static const project::Manifest* published(const project::Project& project, const BuildStep& step) {
  if (step.invocation.program != "dotnet" || step.invocation.verb() != "publish") return nullptr;
  // What brings its own runtime needs none.
  if (step.invocation.has_any_flag({"--self-contained", "--sc"})) return nullptr;
  for (const shell::Word* const word : step.invocation.operands({"-c", "-o", "-r", "-f", "-v", "--configuration"})) {
    if (!word->text.ends_with("proj")) continue;
    const project::ImageFile found =
        project::image_file(step.image(project), project::container_path(step.folder, word->text));
    for (const project::Manifest& manifest : project::manifests(project))
      if (found.file != nullptr && manifest.file == found.file) return &manifest;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr || service.image == nullptr) return report.skip();
  const std::string_view name = service.image->name;
  if (!name.ends_with("dotnet/aspnet") && !name.ends_with("dotnet/runtime")) return report.skip();
  const std::optional<Version> runtime = read_version(service.image_reference.tag);
  if (!runtime.has_value() || !is_digit(service.image_reference.tag.front())) return report.skip();
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const project::Manifest* const manifest = published(report.project(), step);
    if (manifest == nullptr) continue;
    for (const project::ToolVersion& version : manifest->versions) {
      const std::optional<Version> target = read_version(version.version);
      if (version.tool != "dotnet" || !target.has_value() || runtime->parts[0] >= target->parts[0]) continue;
      report
          .at(service.stage->root().base_span,
              "`{}` runs on .NET {}, and `{}` is built for {}; its host refuses to start it", service.name,
              static_cast<std::int64_t>(runtime->parts[0]), manifest->file->path, version.version)
          .note(version.span, "The target is set here")
          .note(step.invocation.span(), "It is published here")
          .confidence(weaker(confidence_of_base(*service.stage), confidence_of(*step.context)));
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4494",
    .summary = "Runtime image with an older .NET than the program is built for",
    .why = "The host ends with `You must install or update .NET`: a program runs on its own version or a newer one.",
    .remedy = "Take the runtime image of the version that the project targets.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::dotnet_runtime_older_than_target
