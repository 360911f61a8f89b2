#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/script_order.h"

namespace seaworthy::rules::apk_add_keeps_cache {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("apk", PackageAction::install)) return report.skip();
  if (command.has_flag("--root") || command.has_flag("-p")) return report.skip();
  if (!is_shipped(subject, report) || is_development_stage(*subject.stage)) return report.skip();
  // Without a network it takes what is there, such as packages that another command has installed already.
  if (command.has_flag("--no-cache") || command.has_flag("--no-network") ||
      has_cache_mount(*subject.instruction, "/var/cache/apk") ||
      has_cache_mount(*subject.instruction, "/etc/apk/cache"))
    return;
  for (const shell::Word& word : command.arguments) {
    if (!word.literal && word.text.starts_with('$') && &word < command.verb) return report.skip();
  }
  for (const shell::Invocation& later : commands_after(subject))
    if (deletes(later, "/var/cache/apk /var/cache/*") || (later.program == "rm" && [&] {
          for (const shell::Word& word : later.arguments)
            if (word.text.starts_with("/var/cache/apk") || word.text.starts_with("/etc/apk/cache")) return true;
          return false;
        }()))
      return;
  report
      .at(join(subject.invocation.program_word->span, command.verb->span),
          "This layer keeps the package index; `apk add --no-cache` does without")
      .fix(Safety::safe, "Add `--no-cache`", {command.verb->span.file, command.verb->span.end, command.verb->span.end},
           " --no-cache");
}

static constexpr std::string_view programs[] = {"apk"};

extern const Rule rule = {
    .code = "SW1133",
    .summary = "Package index left in the layer (apk)",
    .why = "What a layer holds is shipped with every pull, although nothing in the container ever reads it.",
    .remedy = "Use `apk add --no-cache`, which needs no `apk update` before it.",
    .peers =
        "hadolint:DL3019 trivy:DS-0025 kics:apk_add_using_local_cache_path dockle:DKL-DI-0004 "
        "semgrep:missing-apk-no-cache",
    .differs =
        "Deleting /var/cache/apk in the same RUN does as well, and so does a cache mount (trivy, kics, dockle and "
        "semgrep: no). Stages that are not shipped are left alone.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::apk_add_keeps_cache
