#include "rules/rule.h"

#include <array>

#include "rules/lib/copied_lock_file.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::npm_install_instead_of_ci {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("npm", PackageAction::install)) return report.skip();
  if (command.has_flag("-g") || command.has_flag("--global") || command.has_flag("--location") ||
      command.has_flag("--package-lock-only") || command.has_flag("--no-package-lock"))
    return report.skip();
  const std::string_view verb = command.verb->text;
  if (verb == "ci" || verb == "clean-install" || verb == "ic") return;
  if (!command.packages.empty()) return report.skip();
  if (subject.stage != nullptr && is_development_stage(*subject.stage)) return report.skip();
  constexpr std::array<std::string_view, 2> names = {"package-lock.json", "npm-shrinkwrap.json"};
  const dockerfile::Instruction* const lock = copied_lock_file(subject, report.project(), names);
  if (lock == nullptr) {
    const CopiedManifest copied = copied_manifest(subject, report.project(), "package.json");
    if (copied.manifest != nullptr && !copied.has_lock) {
      const project::File* const left = copied.manifest->lock;
      (left != nullptr ? report.at(subject.invocation.span(),
                                   "`npm {}` takes the newest releases that `{}` allows, for `{}` is not copied", verb,
                                   copied.manifest->file->path, left->path)
                       : report.at(subject.invocation.span(),
                                   "`npm {}` takes the newest releases that `{}` allows, for no lock file is kept",
                                   verb, copied.manifest->file->path))
          .confidence(Confidence::likely)
          .note(copied.by->span, "The manifest is copied here")
          .peers("scorecard:pinned/npmCommand");
      return;
    }
    report
        .at(subject.invocation.span(), "`npm {}` may move versions past the lock file; `npm ci` installs exactly that",
            verb)
        .severity(Severity::info)
        .confidence(Confidence::possible)
        .peers("scorecard:pinned/npmCommand");
    return;
  }
  Builder finding = report.at(subject.invocation.span(),
                              "`npm {}` may move versions past the lock file; `npm ci` installs exactly that", verb);
  finding.note(lock->span, "The lock file is copied here");
  finding.fix(Safety::review, "Install from the lock file", command.verb->span, "ci");
}

static constexpr std::string_view programs[] = {"npm"};

extern const Rule rule = {
    .code = "SW1112",
    .summary = "`npm install` where `npm ci` belongs",
    .why =
        "`npm install` rewrites the lock file when package.json allows newer releases, so the image may hold other "
        "code than the one that was tested. `npm ci` fails instead, and is faster.",
    .remedy = "Copy package-lock.json and run `npm ci` (`npm ci --omit=dev` for the shipped stage).",
    .peers = "scorecard:pinned/npmCommand",
    .differs =
        "Naming packages is left to npm-package-unpinned. Where it is not known whether a lock file is copied the "
        "finding is an info, for `npm ci` fails without one.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::npm_install_instead_of_ci
