#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/tools.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/tool_presence.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::source_package_without_compiler {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported || may_fail(*step.invocation.node)) continue;
    for (const PythonPackage& package : python_installs(report.project(), step).packages) {
      if (!knowledge::package_needs("python", package.name, "compiler")) continue;
      asks = true;
      const std::optional<Confidence> absent = lacks_tool(*step.stage, "gcc", step.run, step.invocation.node);
      if (!absent.has_value() ||
          project::stage_has_tool(*step.stage, "clang", *step.run, *step.invocation.node).value_or(false))
        continue;
      reported = step.stage;
      report
          .at(step.invocation.span(),
              "`{}` is published as source, and `{}` has no compiler; install one and the headers before", package.name,
              step.stage->root().base)
          .note(package.span, "It is asked for here")
          .confidence(weaker(weaker(*absent, Confidence::likely), confidence_of(*step.context)));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4483",
    .summary = "Python package in C without a compiler",
    .why = "Nothing is published in binary form for it: pip compiles it and stops at `error: command 'gcc' failed`.",
    .remedy =
        "Install the compiler and the headers in a build stage (Debian: `build-essential` and the `-dev` package), or "
        "take a package that brings binaries, such as `psycopg[binary]`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::source_package_without_compiler
