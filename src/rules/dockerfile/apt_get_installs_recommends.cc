#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::apt_get_installs_recommends {

static bool is_configured(const CommandSubject& subject, Report& report) {
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions)
      if (instruction->span.begin <= subject.instruction->span.begin &&
          contains(report.text(instruction->span), "Install-Recommends"))
        return true;
  return false;
}

static constexpr std::string_view rule_peers =
    "hadolint:DL3015 trivy:DS-0029 kics:apt_get_not_avoiding_additional_packages "
    "semgrep:missing-no-install-recommends";

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("apt", PackageAction::install)) return report.skip();
  if (command.has_flag("--no-install-recommends") || is_configured(subject, report)) return;
  for (const shell::Word& word : command.arguments) {
    if (contains(word.text, "Install-Recommends") || word.text == "-R") return;
    // The options may stand in a variable.
    if (&word == command.verb) break;
    if (!word.literal) return report.skip();
  }
  if (command.has_flag("--download-only") || command.has_flag("--install-recommends")) return report.skip();
  Builder finding =
      report.at(command.verb->span, "`{} install` brings recommended packages too; add `--no-install-recommends`",
                command.tool->program);
  if (!is_shipped(subject, report)) finding.severity(Severity::info);
  // hadolint looks at one of the programs.
  if (command.tool->program == "apt-get")
    finding.peers(rule_peers);
  else
    finding.peers(rule_peers.substr(rule_peers.find(' ') + 1));
  finding.fix(Safety::review, "Leave recommended packages out",
              {command.verb->span.file, command.verb->span.end, command.verb->span.end}, " --no-install-recommends");
}

static constexpr std::string_view programs[] = {"apt-get", "apt", "aptitude"};

extern const Rule rule = {
    .code = "SW1130",
    .summary = "Recommended packages installed",
    .why =
        "On Debian and Ubuntu recommended packages often double what is installed: documentation, a mail server, X11 "
        "libraries. All of it is shipped, scanned and patched.",
    .remedy = "Add `--no-install-recommends` and name what is really needed (often ca-certificates).",
    .peers = rule_peers,
    .differs =
        "Each command is judged: in trivy one good install excuses the others, semgrep sees the first command of a "
        "RUN only. `apt` counts too. A configured `APT::Install-Recommends` counts as the flag. Info in stages "
        "that are not shipped.",
    .controls = "CIS Docker 1.6:4.3",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::apt_get_installs_recommends
