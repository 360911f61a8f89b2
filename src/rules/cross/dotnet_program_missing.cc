#include <algorithm>

#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::dotnet_program_missing {

/// Whether a project of the repository makes an assembly of that name, or may.
static bool is_made(const project::Project& project, std::string_view assembly) {
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    if (manifest.ecosystem != project::Ecosystem::dotnet) return false;
    const std::string_view text = project.sources[manifest.file->source].text();
    if (contains(text, "AssemblyName"))
      return contains(text, ">" + std::string(assembly) + "</AssemblyName>") || contains(text, "$(");
    const std::string_view name = base_name(manifest.file->path);
    // Settings for all projects name no assembly, and solutions make none.
    return name.ends_with("proj") && name.substr(0, name.rfind('.')) == assembly;
  });
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value() || service.dockerfile == nullptr || base_name(started->word) != "dotnet" ||
      started->arguments.empty())
    return report.skip();
  const std::string_view file = base_name(started->arguments.front());
  if (!file.ends_with(".dll") || contains(file, "$")) return report.skip();
  // Only what this build publishes is in the image.
  const bool publishes = std::ranges::any_of(once<build_steps>(report, *service.dockerfile), [](const BuildStep& step) {
    return step.invocation.program == "dotnet" && is_one_of("publish build", step.invocation.verb());
  });
  if (!publishes) return report.skip();
  const std::string_view assembly = file.substr(0, file.size() - 4);
  if (is_made(report.project(), assembly)) return;
  Builder finding =
      report.at(started->span, "`{}` starts `{}`, which no project of the repository makes", service.name, file);
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const project::Manifest* const made = named_dotnet_project(report.project(), step);
    if (made == nullptr || !is_one_of("publish build", step.invocation.verb())) continue;
    const std::string_view name = base_name(made->file->path);
    return void(finding.note({made->file->source, 0, 0}, "This project makes `{}`",
                             std::string(name.substr(0, name.rfind('.'))) + ".dll"));
  }
}

extern const Rule rule = {
    .code = "SW4492",
    .summary = "Container that starts a .NET assembly which nothing builds",
    .why = "dotnet ends with `The application to execute does not exist`.",
    .remedy = "Name the assembly as the project file does; without `AssemblyName` it has the name of that file.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::dotnet_program_missing
