#include <optional>

#include "knowledge/python_packages.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/python_versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_refused_by_pip {

/// The first Python 3 whose images come with a pip that reads lists of needs strictly.
constexpr int strict_since = 13;

/// The command before a step that takes the newest pip: `pip install --upgrade pip`; null for none.
static const shell::Node* upgrade_before(const BuildStep& step) {
  const auto upgrades = [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (!command.has_any_flag({"-U", "--upgrade"})) return false;
    bool installs = false, pip = false;
    for (const shell::Word& word : command.arguments) {
      installs = installs || word.text == "install";
      // `pip==24.0` and `pip<24.1` keep an older one.
      pip = pip || word.text == "pip";
    }
    return installs && pip && (command.program.starts_with("pip") || command.program.starts_with("python"));
  };
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction->op == dockerfile::Op::run && instruction->script != nullptr)
      for (const shell::Node* const node : instruction->script->commands) {
        if (node == step.invocation.node) return nullptr;
        if (upgrades(node)) return node;
      }
    if (instruction == step.run) break;
  }
  return nullptr;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (!step.package.is("pip", PackageAction::install) || may_fail(*step.invocation.node)) continue;
    const PythonInstalls installs = python_installs(report.project(), step);
    if (installs.packages.empty()) continue;
    asks = true;
    for (const knowledge::RefusedByPip& row : knowledge::tables::refused_by_pip) {
      const PythonPackage* const package = surely_between(installs.packages, row.package, row.from, row.below);
      if (package == nullptr) continue;
      const shell::Node* const upgrade = upgrade_before(step);
      if (upgrade == nullptr && python_of(*step.stage).value_or(0) < strict_since) continue;
      Builder finding = report.at(
          package->span, "`{}` in this release is ignored by pip, which cannot read its `{}`; take {} or later",
          row.package, row.need, row.below);
      if (upgrade != nullptr)
        finding.note(upgrade->span, "The newest pip is taken here");
      else
        finding.note(step.stage->root().base_span, "This image comes with a pip that is strict");
      finding.note(step.invocation.span(), "It is installed here");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4999",
    .summary = "Release of a package that newer releases of pip refuse",
    .why =
        "Since 24.1 pip ignores releases whose metadata is not valid: `Ignoring version ... since it has invalid "
        "metadata`, then `No matching distribution found`, and the build ends.",
    .remedy = "Raise the release of the package, or keep pip below 24.1 until that is done.",
    .references = "https://pip.pypa.io/en/stable/news/#v24-1",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_refused_by_pip
