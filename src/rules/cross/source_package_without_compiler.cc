#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/tools.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/tool_presence.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::source_package_without_compiler {

struct SourcePackage {
  std::string name;
  Span span;
};

/// Packages that a step installs and that are published as source alone.
static std::vector<SourcePackage> source_packages(const project::Project& project, const BuildStep& step) {
  std::vector<SourcePackage> result;
  for (const PythonPackage& package : python_installs(project, step).packages)
    if (knowledge::package_needs("python", package.name, "compiler")) result.push_back({package.name, package.span});
  if (!is_one_of("bundle bundler", step.invocation.program) || step.invocation.verb() != "install") return result;
  if (const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::ruby, step.folder))
    for (const project::Dependency& gem : manifest->dependencies)
      if (knowledge::package_needs("ruby", gem.name, "compiler")) result.push_back({std::string(gem.name), gem.span});
  return result;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported || may_fail(*step.invocation.node)) continue;
    for (const SourcePackage& package : source_packages(report.project(), step)) {
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
    .summary = "Python package or gem in C without a compiler",
    .why =
        "Nothing is published in binary form for it: pip or Bundler compiles it and stops, for there is no compiler.",
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
