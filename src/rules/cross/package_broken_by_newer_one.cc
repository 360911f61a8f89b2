#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/python_packages.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/python_versions.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_broken_by_newer_one {

/// The first step that installs packages.
static const BuildStep* first_install(const project::Dockerfile& dockerfile, Report& report) {
  for (const BuildStep& step : once<build_steps>(report, dockerfile))
    if (!python_installs(report.project(), step).packages.empty()) return &step;
  return nullptr;
}

/// The entry that lets in releases alone which a row is about. Where no release works, the newest will not either.
static const PythonPackage* broken_by(const knowledge::PythonPair& pair, std::span<const PythonPackage> packages) {
  if (!pair.below.empty()) return surely_between(packages, pair.package, pair.from, pair.below);
  const auto found = std::ranges::find(packages, pair.package, &PythonPackage::name);
  return found != packages.end() && may_reach(packages, pair.package, pair.from) ? &*found : nullptr;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const PythonInstalls& installs = once<all_python_installs>(report, dockerfile);
  if (!installs.known || installs.packages.empty()) return report.skip();
  const std::span<const PythonPackage> packages = installs.packages;
  std::vector<std::string_view> said;
  for (const knowledge::PythonPair& pair : knowledge::python_pairs()) {
    const PythonPackage* const package = broken_by(pair, packages);
    if (package == nullptr || !may_reach(packages, pair.needs, pair.since)) continue;
    if (pair.beside && std::ranges::find(packages, pair.needs, &PythonPackage::name) == packages.end()) continue;
    // One package that is held back helps all that need it older.
    if (std::ranges::find(said, pair.needs) != said.end()) continue;
    const bool is_held_back = std::ranges::any_of(packages, [&](const PythonPackage& other) {
      return std::ranges::find(pair.unless, other.name) != pair.unless.end();
    });
    if (is_held_back) continue;
    const std::optional<bool> used = code_has(report.project(), dockerfile, pair.uses);
    if (used == false) continue;
    const BuildStep* const step = first_install(dockerfile, report);
    if (step == nullptr || (pair.python > 0 && python_of(*step->stage).value_or(0) < pair.python)) continue;
    const std::string cure = "`" + std::string(pair.needs) + "<" + std::string(pair.since) + "`";
    Builder finding = report.at(package->span, "Nothing keeps `{}` below {}, and with that {}; add {}", pair.needs,
                                pair.since, OurWords{pair.effect}, OurWords{cure});
    finding.note(step->invocation.span(), "It is installed here");
    if (pair.in_use) finding.rung(Rung::operate);
    if (!used.has_value()) finding.confidence(Confidence::possible);
    said.push_back(pair.needs);
  }
}

extern const Rule rule = {
    .code = "SW4132",
    .summary = "Pinned package that a later release of another one breaks",
    .why =
        "The package is pinned and what it needs is not: pip takes the newest release, which the pinned one was never "
        "tried with and does not go together with. Every new build fails though nothing was changed.",
    .remedy = "Pin both, best all that is installed, with `pip freeze` or a lock file; or raise the old one.",
    .references = "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_broken_by_newer_one
