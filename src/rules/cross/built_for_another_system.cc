#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::built_for_another_system {

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value() || service.dockerfile == nullptr || !contains(started->word, "/")) return report.skip();
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    if (step.invocation.program != "go" || step.invocation.verb() != "build") continue;
    const std::optional<std::string> system = variable_at(step, "GOOS");
    const std::optional<std::string_view> output = step.invocation.option("-o");
    if (!system.has_value() || *system == "linux" || contains(*system, "$") || system->empty() || !output.has_value())
      continue;
    // The one that is started, under the name that the build gave it.
    if (base_name(*output) != base_name(started->word)) continue;
    report
        .at(step.invocation.span(), "`{}` is built for {}, and `{}` starts it on Linux", *output, *system, service.name)
        .note(started->span, "It is started here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4498",
    .summary = "Program that is built for another system",
    .why = "The engine reports `exec format error`, and the container never runs.",
    .remedy = "Build with `GOOS=linux`, or leave it out.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::built_for_another_system
