#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

// Upgrading all packages of the base image inside a build.
namespace seaworthy::rules::os_upgrade_in_build {
namespace {

bool installs_as_well(const CommandSubject& subject) {
  for (const shell::Node* node : subject.script->commands)
    if (package_command(shell::invocation(*node)).action == PackageAction::install) return true;
  return false;
}

/// yum, dnf and zypper in a step that installs nothing.
constexpr std::string_view alone_peers[] = {
    "hadolint-retired:DL3031 kics-retired:yum_update_disabled semgrep:avoid-yum-update trivy:DS-0017",
    "hadolint-retired:DL3039 kics-retired:run_using_dnf_update semgrep:avoid-dnf-update trivy:DS-0017",
    "hadolint:DL3035 kics-retired:run_using_zypper_update semgrep:avoid-zypper-update trivy:DS-0017"};

template <std::size_t R>
void check(const CommandSubject& subject, Report& report) {
  constexpr std::string_view families[] = {"apt", "apk", "yum", "dnf", "zypper"};
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.tool == nullptr || command.tool->family != families[R] ||
      command.verb == nullptr)
    return report.skip();
  const bool add_upgrades = R == 1 && command.action == PackageAction::install && command.packages.empty() &&
                            (command.has_flag("-u") || command.has_flag("--upgrade"));
  if (command.action != PackageAction::upgrade && !add_upgrades) return;
  // Named packages are a repair of these, and security fixes alone are asked for on purpose. apt takes the names for
  // packages to install as well, and upgrades all.
  if (!command.packages.empty() && R != 0) return;
  for (const shell::Word& word : command.arguments)
    if (contains(word.text, "security") || word.text.starts_with("--cve") || word.text == "--minimal" ||
        word.text == "--dry-run" || word.text == "-s")
      return;
  if (!is_shipped(subject, report)) return report.skip();
  const bool release = is_one_of("dist-upgrade full-upgrade dup distro-sync dsync", command.verb->text);
  Builder finding = report.at(join(subject.invocation.program_word->span, command.verb->span),
                              "`{} {}` gives another result in every build; move to a newer base image instead",
                              command.tool->program, command.verb->text);
  if (!release) finding.severity(Severity::info);
  if (R == 0 && !release)
    finding.peers(
        "hadolint-retired:DL3005 kics-retired:run_using_upgrade_commands dockle:DKL-DI-0003 "
        "semgrep:avoid-apt-get-upgrade");
  // `yum update` refreshes the index as well, and trivy speaks of a step that does this alone.
  if (R >= 2) {
    const std::string_view all = alone_peers[R - 2];
    finding.peers(installs_as_well(subject) ? all.substr(0, all.rfind(' ')) : all);
  }
}

constexpr std::string_view apt_programs[] = {"apt-get", "apt", "aptitude"};
constexpr std::string_view apk_programs[] = {"apk"};
constexpr std::string_view yum_programs[] = {"yum"};
constexpr std::string_view dnf_programs[] = {"dnf", "dnf5", "microdnf", "tdnf"};
constexpr std::string_view zypper_programs[] = {"zypper"};

constexpr Rule row(std::string_view code, std::string_view summary, std::string_view peers, Check check) {
  return {.code = code,
          .summary = summary,
          .why =
              "The upgrade is cached: it runs once, and every later build keeps that day's packages until a line above "
              "changes. It also stores each replaced file a second time. A base image that is rebuilt often brings the "
              "same fixes, tested together.",
          .remedy =
              "Pull a newer base image (`docker build --pull`) and drop the upgrade. Keep it only for a base that is "
              "pinned by digest and lags behind, and then build without cache.",
          .peers = peers,
          .differs =
              "Peers that still have it judge by text; here upgrades of named packages, except with apt, and of "
              "security fixes alone pass. Most peers retired the rule, for an upgrade is sometimes the only way to a "
              "fix: hence an info, "
              "low only where the whole release is changed.",
          .severity = Severity::low,
          .rung = Rung::operate,
          .category = Category::architecture,
          .check = check};
}

}  // namespace

extern constinit const FamilyRule family[] = {
    {"os-upgrade-in-build-apt",
     row("SW1140", "System upgraded inside the build (apt)",
         "hadolint-retired:DL3005 trivy:DS-0024 kics-retired:run_using_upgrade_commands dockle:DKL-DI-0003 "
         "semgrep:avoid-apt-get-upgrade",
         each_command<check<0>>(apt_programs))},
    {"os-upgrade-in-build-apk", row("SW1141", "System upgraded inside the build (apk)",
                                    "hadolint-retired:DL3017 kics-retired:use_of_apk_upgrade semgrep:avoid-apk-upgrade",
                                    each_command<check<1>>(apk_programs))},
    {"os-upgrade-in-build-yum",
     row("SW1142", "System upgraded inside the build (yum)",
         "hadolint-retired:DL3031 kics-retired:yum_update_disabled semgrep:avoid-yum-update trivy:DS-0017",
         each_command<check<2>>(yum_programs))},
    {"os-upgrade-in-build-dnf",
     row("SW1143", "System upgraded inside the build (dnf)",
         "hadolint-retired:DL3039 kics-retired:run_using_dnf_update semgrep:avoid-dnf-update trivy:DS-0017",
         each_command<check<3>>(dnf_programs))},
    {"os-upgrade-in-build-zypper",
     row("SW1144", "System upgraded inside the build (zypper)",
         "hadolint:DL3035 kics-retired:run_using_zypper_update semgrep:avoid-zypper-update trivy:DS-0017",
         each_command<check<4>>(zypper_programs))},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::os_upgrade_in_build
