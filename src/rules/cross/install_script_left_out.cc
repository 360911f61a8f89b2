#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::install_script_left_out {

/// The major release that a range begins with; 0 where it cannot be told.
static unsigned major_of(std::string_view version) {
  while (!version.empty() &&
         (version.front() == '^' || version.front() == '~' || version.front() == '=' || version.front() == 'v'))
    version.remove_prefix(1);
  unsigned result = 0;
  for (const char digit : before(version, '.')) {
    if (!is_digit(digit)) return 0;
    result = result * 10 + static_cast<unsigned>(digit - '0');
  }
  return result;
}

/// Whether a later step of the stages runs the scripts after all.
static bool is_made_up_for(const std::vector<BuildStep>& steps, const BuildStep& install) {
  bool behind = false;
  return std::ranges::any_of(steps, [&](const BuildStep& step) {
    if (&step == &install) {
      behind = true;
      return false;
    }
    if (!behind) return false;
    const std::vector<std::string_view> words = texts(step.invocation);
    return std::ranges::any_of(words, [](std::string_view word) {
      return word == "rebuild" || contains(word, "node-gyp") || contains(word, "node-pre-gyp") ||
             contains(word, "prebuild-install");
    });
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const std::vector<BuildStep>& steps = once<build_steps>(report, *service.dockerfile);
  // What a stage before installed for its own work is not shipped.
  const NodeInstall install = install_in_force(steps, *service.stage, nullptr, nullptr);
  if (install.step == nullptr || !install.step->invocation.has_flag("--ignore-scripts")) return report.skip();
  const BuildStep& step = *install.step;
  const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::node, step.folder);
  if (manifest == nullptr || is_made_up_for(steps, step)) return report.skip();
  for (const project::Dependency& dependency : manifest->dependencies) {
    const knowledge::InstallScript* const row = knowledge::install_script(dependency.name);
    if (row == nullptr || dependency.development) continue;
    const unsigned major = major_of(dependency.version);
    if (row->before != 0 && (major == 0 || major >= row->before)) continue;
    report
        .at(step.invocation.span(), "`--ignore-scripts` leaves out what builds `{}`, which does not load without it",
            dependency.name)
        .note(dependency.span, "It is a dependency here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4794",
    .summary = "Package whose native part is never built",
    .why =
        "The package compiles or fetches a program in a script of its own; without the script it ends with `Could not "
        "locate the bindings file` as soon as it is loaded.",
    .remedy = "Rebuild such packages by name afterwards (`npm rebuild bcrypt`), or let their scripts run.",
    .references = "https://docs.npmjs.com/cli/commands/npm-rebuild",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::install_script_left_out
