#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::web_program_on_plain_runtime {

static bool is_web(const project::Project& project, const project::Manifest& manifest) {
  return manifest.dependency("Microsoft.NET.Sdk.Web") != nullptr ||
         contains(project.sources[manifest.file->source].text(), "Microsoft.AspNetCore.App");
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr || service.image == nullptr ||
      !service.image->name.ends_with("dotnet/runtime"))
    return report.skip();
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    if (step.invocation.program != "dotnet" || step.invocation.verb() != "publish" || step.stage == service.stage ||
        step.invocation.has_any_flag({"--self-contained", "--sc"}))
      continue;
    const project::Manifest* const manifest = named_dotnet_project(report.project(), step);
    if (manifest == nullptr || !is_web(report.project(), *manifest)) continue;
    report
        .at(service.stage->root().base_span,
            "`{}` runs on the plain .NET runtime, and `{}` needs ASP.NET Core; take `dotnet/aspnet`", service.name,
            manifest->file->path)
        .note({manifest->file->source, 0, 0}, "The project asks for it")
        .note(step.invocation.span(), "It is published here, without its own runtime")
        .confidence(weaker(Confidence::likely, confidence_of_base(*service.stage)));
    return;
  }
}

extern const Rule rule = {
    .code = "SW4702",
    .summary = "Web application on an image without ASP.NET Core",
    .why = "dotnet ends with `You must install or update .NET`: the framework `Microsoft.AspNetCore.App` is not there.",
    .remedy = "Run it on `mcr.microsoft.com/dotnet/aspnet`, or publish it with `--self-contained`.",
    .references = "https://learn.microsoft.com/dotnet/core/docker/container-images",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::web_program_on_plain_runtime
