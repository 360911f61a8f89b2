#include "rules/rule.h"

#include "rules/lib/package_command.h"

namespace seaworthy::rules::pip_install_without_hashes {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("pip", PackageAction::install)) return report.skip();
  if (command.has_flag("--require-hashes") || command.has_flag("--no-index")) return;
  bool only_files = !command.packages.empty();
  for (const shell::Word* package : command.packages)
    only_files = only_files && (package->text.ends_with(".whl") || package->text.starts_with('.'));
  if (only_files && command.has_flag("--no-deps")) return;
  report.at(subject.invocation.span(),
            "`pip install` takes what the index serves; `--require-hashes` compares it with the lock file");
}

extern const Rule rule = {
    .code = "SW1111",
    .summary = "Python packages installed without hashes",
    .why =
        "A version names a release, not its bytes: whoever controls the index or the account of a maintainer can "
        "replace the files.",
    .remedy =
        "Generate a requirements file with hashes (pip-compile, uv, Poetry export) and install it with "
        "`--require-hashes`.",
    .peers = "scorecard:pinned/pipCommand",
    .controls = "OWASP Docker Top 10 2018:D08",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_command<check>(pip_programs),
};

}  // namespace seaworthy::rules::pip_install_without_hashes
