#include <optional>

#include "knowledge/image_kinds.h"
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

namespace seaworthy::rules::runtime_older_than_target {

/// The project file that a publish step names.
static const project::Manifest* published(const project::Project& project, const BuildStep& step) {
  if (step.invocation.program != "dotnet" || step.invocation.verb() != "publish") return nullptr;
  // What brings its own runtime needs none.
  if (step.invocation.has_any_flag({"--self-contained", "--sc"})) return nullptr;
  return named_dotnet_project(project, step);
}

/// The project that Maven or Gradle builds in its folder.
static const project::Manifest* built_by_java(const project::Project& project, const BuildStep& step) {
  if (!is_one_of("mvn mvnw gradle gradlew", step.invocation.program)) return nullptr;
  return manifest_at(project, step, project::Ecosystem::java, step.folder);
}

/// What a runtime image runs programs of: "dotnet", "java"; "" for another image.
static std::string_view runtime_of(const knowledge::Image& image) {
  if (image.name.ends_with("dotnet/aspnet") || image.name.ends_with("dotnet/runtime")) return "dotnet";
  return knowledge::tables::java_images.contains(image.name) ? "java" : "";
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr || service.image == nullptr) return report.skip();
  const std::string_view tool = runtime_of(*service.image);
  const std::string_view tag = service.image_reference.tag;
  if (tool.empty() || tag.empty() || !is_digit(tag.front())) return report.skip();
  const std::optional<Version> runtime = read_version(tag);
  if (!runtime.has_value()) return report.skip();
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    // What is built and run in one stage is a matter of the compiler.
    if (step.stage == service.stage) continue;
    const project::Manifest* const manifest =
        tool == "dotnet" ? published(report.project(), step) : built_by_java(report.project(), step);
    if (manifest == nullptr) continue;
    for (const project::ToolVersion& version : manifest->versions) {
      const std::optional<Version> target = read_version(version.version);
      if (version.tool != tool || !target.has_value()) continue;
      // Java's 1.8 is 8.
      const int wanted = target->parts[0] == 1 && target->parts[1] > 1 ? target->parts[1] : target->parts[0];
      if (runtime->parts[0] >= wanted) continue;
      report
          .at(service.stage->root().base_span, "`{}` runs on {} {}, and `{}` is built for {}; it does not start there",
              service.name, tool == "dotnet" ? ".NET" : "Java", static_cast<std::int64_t>(runtime->parts[0]),
              manifest->file->path, version.version)
          .note(version.span, "The target is set here")
          .note(step.invocation.span(), "It is built here")
          .confidence(weaker(confidence_of_base(*service.stage), confidence_of(*step.context)));
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4494",
    .summary = "Runtime image of an older release than the program is built for",
    .why =
        "A program runs on the release that it is built for or on a newer one: .NET ends with `You must install or "
        "update`, Java with `UnsupportedClassVersionError`.",
    .remedy = "Take the runtime image of the version that the project targets.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::runtime_older_than_target
