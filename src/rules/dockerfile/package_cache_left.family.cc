#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"

// A layer that keeps what its package manager downloaded. Only the same RUN can take it out again: a later layer hides
// files and frees no space. Stages that are not shipped may keep what they like.
namespace seaworthy::rules::package_cache_left {
namespace {

struct Row {
  std::string_view family;
  PackageAction cause;
  std::string_view paths;       ///< Deleting a path with one of these parts cleans up.
  std::string_view mounts;      ///< So does a cache mount over all of one of these.
  std::string_view clean;       ///< The command to append.
  std::string_view what;        ///< What is left, for the message.
  bool own_verb_cleans = true;  ///< The manager's clean verb is enough.
};

constexpr Row rows[] = {
    {"apt", PackageAction::update, "/var/lib/apt", "/var/lib/apt/lists", "rm -rf /var/lib/apt/lists/*", "package lists",
     false},
    {"apt", PackageAction::install, "/var/cache/apt /var/cache", "/var/cache/apt", "apt-get clean",
     "downloaded packages"},
    {"yum", PackageAction::install, "/var/cache/yum /var/cache/dnf /var/cache/*", "/var/cache/yum /var/cache/dnf",
     "yum clean all", "repository data and packages"},
    {"dnf", PackageAction::install, "/var/cache/dnf /var/cache/yum /var/cache/libdnf5 /var/cache/tdnf /var/cache/*",
     "/var/cache/dnf /var/cache/libdnf5 /var/cache/yum /var/cache/tdnf ~/.cache/libdnf5", "dnf clean all",
     "repository data and packages"},
    {"zypper", PackageAction::install, "/var/cache/zypp /var/cache/*", "/var/cache/zypp", "zypper clean --all",
     "repository data and packages"},
    {"yarn", PackageAction::install, ".cache/yarn .yarn /usr/local/share/.cache yarn-cache .cache",
     "~/.cache/yarn "
     "/usr/local/share/.cache/yarn ~/.yarn",
     "yarn cache clean", "every downloaded archive"},
    {"bundle", PackageAction::install, "cache", "~/.bundle /usr/local/bundle ~/vendor/cache ~/.cache",
     "rm -rf \"${BUNDLE_PATH:-/usr/local/bundle}\"/cache", "every downloaded gem"},
};

/// yum and dnf are the same program in most releases and keep one cache; microdnf and tdnf have their own, but that
/// Fedora calls dnf5 `microdnf`.
bool same_cache(const knowledge::PackageManager& left, const knowledge::PackageManager& right,
                const dockerfile::Stage& stage) {
  constexpr WordList apart = "microdnf tdnf";
  const auto rpm = [](const knowledge::PackageManager& tool) { return tool.family == "yum" || tool.family == "dnf"; };
  if (left.family != right.family && !(rpm(left) && rpm(right))) return false;
  return left.program == right.program || (!is_one_of(apart, left.program) && !is_one_of(apart, right.program)) ||
         knowledge::parse_reference(stage.root().base).repository == "fedora";
}

bool mounted(const dockerfile::Instruction& run, std::string_view paths) {
  for (std::size_t begin = 0; begin < paths.size();) {
    const std::size_t end = std::min(paths.find(' ', begin), paths.size());
    if (has_cache_mount(run, paths.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

/// Trivy has a rule for dnf, which finds the name inside of `microdnf` too, and one for microdnf; nobody else knows
/// tdnf.
std::string_view peers_of_dnf(std::string_view program) {
  if (program == "microdnf") return "hadolint:DL3040 trivy:DS-0019 trivy:DS-0027";
  return program == "tdnf" ? ""
                           : "hadolint:DL3040 trivy:DS-0019 kics:missing_dnf_clean_all semgrep:missing-dnf-clean-all";
}

/// The first step behind a RUN that installs from the lists which the RUN leaves, without fetching them itself; in the
/// stages that are built on it as well. Null for none.
const dockerfile::Instruction* needs_lists(const dockerfile::Instruction& run, const Report& report) {
  const project::Dockerfile* const dockerfile = dockerfile_of(run, report);
  if (dockerfile == nullptr) return nullptr;
  for (const dockerfile::Stage* const stage : dockerfile->parsed->stages) {
    const auto own = std::ranges::find(stage->with_inherited, &run);
    if (own == stage->with_inherited.end()) continue;
    bool fetched = false;
    for (auto later = own + 1; later != stage->with_inherited.end() && !fetched; ++later) {
      if ((*later)->op != dockerfile::Op::run || (*later)->script == nullptr) continue;
      for (const shell::Node* const node : (*later)->script->commands) {
        const PackageCommand command = package_command(shell::invocation(*node));
        fetched = fetched || command.is("apt", PackageAction::update);
        if (!fetched && command.is("apt", PackageAction::install)) return *later;
      }
    }
  }
  return nullptr;
}

template <std::size_t R>
void check(const CommandSubject& subject, Report& report) {
  const Row& row = rows[R];
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.tool == nullptr || command.tool->family != row.family)
    return report.skip();
  const bool upgrade = row.cause == PackageAction::install && command.action == PackageAction::upgrade &&
                       row.family != "yarn" && row.family != "bundle";
  if ((command.action != row.cause && !upgrade) || command.has_flag("--help") || command.has_flag("--version"))
    return report.skip();
  // With another root folder than the image's own the cache is elsewhere.
  if (command.has_flag("--installroot") || command.has_flag("--root")) return report.skip();
  if (!is_shipped(subject, report) || is_development_stage(*subject.stage)) return report.skip();
  if (mounted(*subject.instruction, row.mounts)) return;
  const std::vector<shell::Invocation> rest = commands_after(subject);
  bool installs = command.action == PackageAction::install;
  for (const shell::Invocation& later : rest) {
    if (deletes(later, row.paths)) return;
    const PackageCommand other = package_command(later);
    if (other.tool == nullptr || !same_cache(*other.tool, *command.tool, *subject.stage)) continue;
    // The last command of its kind answers for all of the RUN.
    if (other.action == row.cause) return report.skip();
    installs = installs || other.action == PackageAction::install;
    if (other.action != PackageAction::clean) continue;
    // `yum clean metadata` and the like leave the rest.
    if ((R == 2 || R == 3) && (other.packages.empty() || other.packages.front()->text != "all")) continue;
    if (row.own_verb_cleans || contains(other.verb->text, "dist")) return;
  }
  const std::string own_clean = std::string(command.tool->program) + " clean all";
  const std::string_view advice = R == 6   ? std::string_view("rm -rf /usr/local/bundle/cache")
                                  : R == 3 ? std::string_view(own_clean)
                                           : row.clean;
  Builder finding =
      report.at(join(subject.invocation.program_word->span,
                     command.verb == nullptr ? subject.invocation.program_word->span : command.verb->span),
                "This layer keeps {}; end the same RUN with `{}`", row.what, advice);
  if (R == 3) finding.peers(peers_of_dnf(command.tool->program));
  if (!installs && row.cause == PackageAction::update) return;
  // Without the lists that step would find no packages.
  if (row.family == "apt")
    if (const dockerfile::Instruction* const later = needs_lists(*subject.instruction, report); later != nullptr) {
      finding.note(later->span, "This step installs from these lists; let it run `apt-get update` itself first");
      return;
    }
  std::string clean = subject.invocation.wrapped_by("sudo") ? "sudo " : "";
  clean += R == 3 ? std::string_view(own_clean) : row.clean;
  fix_by_appending(finding, *subject.instruction, R == 6 ? Safety::review : Safety::safe, "Clean up in the same layer",
                   clean, report.text(subject.instruction->span));
}

constexpr std::string_view apt_programs[] = {"apt-get", "apt", "aptitude"};
constexpr std::string_view yum_programs[] = {"yum"};
constexpr std::string_view dnf_programs[] = {"dnf", "dnf5", "microdnf", "tdnf"};
constexpr std::string_view zypper_programs[] = {"zypper"};
constexpr std::string_view yarn_programs[] = {"yarn"};
constexpr std::string_view bundle_programs[] = {"bundle"};

constexpr Rule row(std::string_view code, std::string_view summary, std::string_view remedy, std::string_view peers,
                   std::string_view differs, Severity severity, bool on, Check check) {
  return {.code = code,
          .summary = summary,
          .why = "What a layer holds is shipped with every pull, although nothing in the container ever reads it.",
          .remedy = remedy,
          .peers = peers,
          .differs = differs,
          .severity = severity,
          .rung = Rung::operate,
          .category = Category::architecture,
          .fixes = Fixes::sometimes,
          .on = on,
          .check = check};
}

}  // namespace

extern constinit const FamilyRule family[] = {
    {"apt-lists-not-removed",
     row("SW1131", "Package lists left in the layer (apt)",
         "Delete /var/lib/apt/lists in the RUN that updated them, or put a cache mount over it.",
         "hadolint:DL3009 kics:apt_get_install_lists_were_not_deleted dockle:DKL-DI-0005 semgrep:remove-package-lists",
         "In hadolint and kics any `rm -rf` will do, in kics `apt-get clean` too, which leaves the lists; here the "
         "lists must "
         "go, by `rm -r`, `find -delete` or `apt-get distclean`. Removal in a later layer does not count. Stages that "
         "are "
         "not shipped are left alone.",
         Severity::low, true, each_command<check<0>>(apt_programs))},
    {"apt-cache-not-cleaned",
     row("SW1132", "Downloaded packages left in the layer (apt)",
         "Run `apt-get clean` in the same RUN. The official Debian and Ubuntu images do it by themselves after each "
         "install, so this matters on other images only; off by default.",
         "semgrep:remove-package-cache", "semgrep asks for it after `update`; it is `install` that downloads packages.",
         Severity::info, false, each_command<check<1>>(apt_programs))},
    {"yum-cache-not-cleaned",
     row("SW1134", "Package cache left in the layer (yum)", "Run `yum clean all` at the end of the same RUN.",
         "hadolint:DL3032 trivy:DS-0015 kics:yum_clean_all_missing semgrep:missing-yum-clean-all",
         "A cache mount counts as clean (hadolint: no). trivy takes the word `all` of any command for a clean-up, "
         "hadolint any "
         "`rm -rf`. Upgrades fill the cache as well. Stages that are not shipped are left alone.",
         Severity::low, true, each_command<check<2>>(yum_programs))},
    {"dnf-cache-not-cleaned",
     row("SW1135", "Package cache left in the layer (dnf)", "Run `dnf clean all` at the end of the same RUN.",
         "hadolint:DL3040 trivy:DS-0019 trivy:DS-0027 kics:missing_dnf_clean_all semgrep:missing-dnf-clean-all",
         "kics accepts a clean-up in a later layer, which frees nothing; trivy knows no cache mounts and misses "
         "installs with "
         "options before the verb. Stages that are not shipped are left alone.",
         Severity::low, true, each_command<check<3>>(dnf_programs))},
    {"zypper-cache-not-cleaned",
     row("SW1136", "Package cache left in the layer (zypper)", "Run `zypper clean --all` at the end of the same RUN.",
         "hadolint:DL3036 trivy:DS-0020 kics:missing_zypper_clean semgrep:missing-zypper-clean",
         "kics ignores the order and accepts later layers; trivy counts removals of packages, which download nothing.",
         Severity::low, true, each_command<check<4>>(zypper_programs))},
    {"yarn-cache-not-cleaned", row("SW1138", "Package cache left in the layer (yarn)",
                                   "Run `yarn cache clean` in the same RUN, or mount a cache over yarn's folder.",
                                   "hadolint:DL3060 datadog-iac:run_yarn_clean_after_yarn_install",
                                   "Bare `yarn` installs as well. datadog-iac accepts a clean-up in any layer. Stages "
                                   "that are not shipped are left "
                                   "alone.",
                                   Severity::low, true, each_command<check<5>>(yarn_programs))},
    {"bundler-keeps-cache",
     row("SW1139", "Package cache left in the layer (bundler)",
         "Delete bundler's cache folder in the same RUN, or mount a cache over it.",
         "tally:tally/ruby/leftover-bundler-cache", "tally accepts a clean-up in a later RUN, which frees nothing.",
         Severity::info, true, each_command<check<6>>(bundle_programs))},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::package_cache_left
