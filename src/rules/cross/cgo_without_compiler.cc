#include <algorithm>

#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/tool_presence.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cgo_without_compiler {

/// `go test -race`: the detector of races is written in C.
static bool detects_races(const BuildStep& step) {
  return step.invocation.program == "go" && is_one_of("build install test run", step.invocation.verb()) &&
         std::ranges::any_of(step.invocation.arguments, [](const shell::Word& word) { return word.text == "-race"; }) &&
         !may_fail(*step.invocation.node);
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported) continue;
    const project::Dependency* const needing = cgo_dependency(report.project(), step);
    const bool makes_library = step.invocation.program == "go" && is_one_of("build install", step.invocation.verb()) &&
                               std::ranges::any_of(step.invocation.arguments, [](const shell::Word& word) {
                                 return word.text == "c-shared" || word.text == "c-archive" ||
                                        word.text == "-buildmode=c-shared" || word.text == "-buildmode=c-archive";
                               });
    const bool races = detects_races(step);
    if (needing == nullptr && !makes_library && !races) continue;
    if (variable_at(step, "CGO_ENABLED") == "0") {
      if (!races) continue;
      reported = step.stage;
      report.at(step.invocation.span(), "`-race` needs cgo, which `CGO_ENABLED=0` turns off")
          .confidence(confidence_of(*step.context));
      continue;
    }
    asks = true;
    if (variable_at(step, "CC").has_value()) continue;
    const std::optional<Confidence> absent = lacks_tool(*step.stage, "gcc", step.run, step.invocation.node);
    if (!absent.has_value()) continue;
    if (project::stage_has_tool(*step.stage, "clang", *step.run, *step.invocation.node).value_or(false)) continue;
    reported = step.stage;
    Builder finding =
        report.at(step.invocation.span(),
                  "`{}` needs a C compiler, which `{}` does not have; install `gcc` and the C headers before",
                  needing != nullptr ? needing->name
                  : races            ? std::string_view("-race")
                                     : std::string_view("go build -buildmode=c-..."),
                  step.stage->root().base);
    if (needing != nullptr) finding.note(needing->span, "The module requires it here");
    finding.confidence(weaker(*absent, confidence_of(*step.context)));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4224",
    .summary = "Go package in C without a compiler",
    .why =
        "With cgo on, the build ends at `C compiler \"gcc\" not found`; left to itself Go turns cgo off where there is "
        "none, and the package is a stub.",
    .remedy = "Install the compiler (Alpine: `gcc musl-dev`), or build in the Debian variant of the image.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::cgo_without_compiler
