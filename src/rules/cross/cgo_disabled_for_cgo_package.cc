#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/rule.h"

namespace seaworthy::rules::cgo_disabled_for_cgo_package {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported) continue;
    const project::Dependency* const needing = cgo_dependency(report.project(), step);
    if (needing == nullptr) continue;
    asks = true;
    if (variable_at(step, "CGO_ENABLED") != "0") continue;
    reported = step.stage;
    report
        .at(step.invocation.span(),
            "This builds without cgo, but `{}` does its work in C and fails at run time or here", needing->name)
        .note(needing->span, "The module requires it here")
        .confidence(weaker(Confidence::likely, confidence_of(*step.context)));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4223",
    .summary = "Go build without cgo of a module that needs it",
    .why =
        "Without cgo the C part of such packages is left out: the build passes, and every call of the package fails "
        "when "
        "the program runs, as go-sqlite3 does when the database is opened.",
    .remedy = "Build with `CGO_ENABLED=1` and a C compiler, or use a package in pure Go such as modernc.org/sqlite.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::cgo_disabled_for_cgo_package
