#include <algorithm>

#include "knowledge/lock_options.h"
#include "rules/lib/copied_lock_file.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::lock_file_not_enforced {

/// With `CI` in the environment pnpm and Yarn refuse of themselves.
static bool says_ci(const CommandSubject& subject) {
  const auto is_ci = [](const auto& each) { return each.name == "CI" && each.value.text != "false"; };
  if (std::ranges::any_of(subject.invocation.node->assignments, is_ci)) return true;
  return std::ranges::any_of(subject.stage->variables,
                             [](const dockerfile::Variable& variable) { return variable.name == "CI"; });
}

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || subject.stage == nullptr || command.tool == nullptr ||
      command.action != PackageAction::install || !command.packages.empty() || command.has_flag("-g") ||
      command.has_flag("--global") || is_development_stage(*subject.stage))
    return report.skip();
  const auto& options = knowledge::tables::lock_options;
  const auto manager = std::ranges::find(options, command.tool->family, &knowledge::LockOption::manager);
  if (manager == options.end()) return report.skip();
  if (command.has_flag(manager->option) || (manager->obeys_ci && says_ci(subject)) ||
      std::ranges::any_of(command.arguments, [&](const shell::Word& word) {
        return std::ranges::find(manager->others, word.text) != manager->others.end();
      }))
    return;
  const dockerfile::Instruction* const lock = copied_lock_file(subject, report.project(), manager->locks);
  if (lock == nullptr) {
    const CopiedManifest copied = copied_manifest(subject, report.project(), "package.json");
    if (copied.manifest == nullptr || copied.has_lock) return report.skip();
    const project::File* const left = copied.manifest->lock;
    (left != nullptr ? report.at(subject.invocation.span(),
                                 "`{}` takes the newest releases that `{}` allows, for `{}` is not copied",
                                 manager->manager, copied.manifest->file->path, left->path)
                     : report.at(subject.invocation.span(),
                                 "`{}` takes the newest releases that `{}` allows, for no lock file is kept",
                                 manager->manager, copied.manifest->file->path))
        .note(copied.by->span, "The manifest is copied here");
    return;
  }
  report
      .at(subject.invocation.span(), "`{}` may move versions past the lock file here; add `{}`", manager->manager,
          manager->option)
      .note(lock->span, "The lock file is copied here");
}

static constexpr std::string_view programs[] = {"pnpm", "yarn", "bun"};

extern const Rule rule = {
    .code = "SW4676",
    .summary = "Install that may change what the lock file says",
    .why =
        "Where the manifest allows newer releases than the lock file has, they are installed and the lock file is "
        "rewritten in the image alone, so that it holds other code than the one that was tested.",
    .remedy = "Install with `--frozen-lockfile` (`--immutable` from Yarn 2 on), which fails instead.",
    .references = "https://pnpm.io/cli/install#--frozen-lockfile https://classic.yarnpkg.com/en/docs/cli/install",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "install what the lock file says",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::lock_file_not_enforced
