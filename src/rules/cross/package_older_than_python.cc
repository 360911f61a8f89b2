#include <algorithm>
#include <string>

#include "knowledge/python_packages.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/python_versions.h"
#include "rules/lib/tool_presence.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_older_than_python {

struct Found {
  const knowledge::PythonLimit* limit = nullptr;
  const PythonPackage* package = nullptr;
};

/// The first package that a step asks for in a release that is too old for a Python. The rows of a package begin with
/// the newest Python.
static Found first_too_old(std::span<const PythonPackage> packages, std::span<const PythonPackage> all, int python,
                           bool may_compile) {
  for (const PythonPackage& package : packages)
    for (const knowledge::PythonLimit& limit : knowledge::python_limits())
      if (limit.package == package.name && python >= limit.python && !(limit.compiles && may_compile) &&
          surely_between({&package, 1}, package.name, limit.from, limit.below) != nullptr &&
          (limit.kept.empty() || surely_between(all, limit.kept, "", limit.kept_below) == nullptr))
        return {&limit, &package};
  return {};
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const PythonInstalls installs = python_installs(report.project(), step);
    const std::optional<int> python = python_of(*step.stage);
    if (installs.packages.empty() || !python.has_value() || may_fail(*step.invocation.node)) continue;
    asks = true;
    const bool may_compile = !lacks_tool(*step.stage, "gcc", step.run, step.invocation.node).has_value();
    const Found found =
        first_too_old(installs.packages, once<all_python_installs>(report, dockerfile).packages, *python, may_compile);
    if (found.limit == nullptr) continue;
    const std::optional<bool> used = code_has(report.project(), dockerfile, found.limit->uses);
    if (used == false) continue;
    const std::string release = "3." + std::to_string(*python);
    std::string wanted = "take an older Python";
    if (!found.limit->below.empty()) wanted = "take " + std::string(found.limit->below) + " or later";
    Builder finding = report.at(found.package->span, "On Python {} this release of `{}` fails: {}; {}", release,
                                found.package->name, OurWords{found.limit->why}, OurWords{wanted});
    finding.note(step.stage->root().base_span, "The Python comes from here")
        .note(step.invocation.span(), "It is installed here")
        .confidence(
            weaker(used.has_value() ? Confidence::likely : Confidence::possible, confidence_of_base(*step.stage)));
    if (found.limit->starts) finding.rung(Rung::start);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4131",
    .summary = "Release of a package that the Python of the image is too new for",
    .why =
        "pip finds no binary of that release for this Python and compiles a source that was written for an older one, "
        "so that the build ends; or the package is installed and fails as soon as it is loaded.",
    .remedy = "Raise the release of the package, or take the Python that it was made for.",
    .references = "https://docs.python.org/3/whatsnew/index.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "ask for packages that their Python can run",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_older_than_python
