#include "rules/rule.h"

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::go_package_missing {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : build_steps(report.project(), dockerfile)) {
    if (step.invocation.program != "go" || (step.invocation.verb() != "build" && step.invocation.verb() != "install")) continue;
    const project::Manifest* const module = manifest_at(report.project(), step, project::Ecosystem::go, step.folder);
    if (module == nullptr) continue;
    for (const shell::Word* const word : step.invocation.operands({"-o", "-ldflags", "-tags", "-mod", "-gcflags", "-p", "-C", "-asmflags"})) {
      if (!word->literal || !word->text.starts_with("./") || contains(word->text, "...")) continue;
      const auto path = project::join_path(module->folder, word->text);
      if (!path.has_value()) continue;
      asks = true;
      if (report.project().path_state(*path) != project::PathState::missing) continue;
      const std::string_view near = report.project().nearest_path(*path);
      Builder finding = near.empty()
                            ? report.at(word->span, "The Go package `{}` does not exist in `{}`", word->text, shown_folder(module->folder))
                            : report.at(word->span, "The Go package `{}` does not exist; `{}` does", word->text, near);
      finding.confidence(confidence_of(*step.context)).note(module->name.span, "the module that is built");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4013",
    .summary = "Go package that does not exist",
    .why = "`go build` stops when the folder that it is told to build is not in the module.",
    .remedy = "Name the folder of the main package.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::go_package_missing
