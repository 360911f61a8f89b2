#include "rules/rule.h"

#include <charconv>

#include "knowledge/knowledge.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

// Package managers that ask for confirmation, which nobody gives in a build.
namespace seaworthy::rules::package_install_asks {
namespace {

bool apt_is_quiet(const PackageCommand& command) {
  int quiet = 0;
  for (const shell::Word& word : command.arguments) {
    const std::string_view text = word.text;
    if (text == "--quiet") ++quiet;
    if (text == "-q=2" || text == "--quiet=2") return true;
    if (contains(text, "APT::Get::Assume-Yes=true") || contains(text, "APT::Get::Assume-Yes=1") ||
        contains(text, "APT::Get::Assume-Yes \"true\""))
      return true;
    if (text.size() > 1 && text[0] == '-' && text[1] != '-' && !contains(text, "="))
      for (const char c : text.substr(1)) quiet += c == 'q';
  }
  return quiet >= 2;
}

bool assumes_yes(const PackageCommand& command) {
  const std::string_view family = command.tool->family;
  if (command.has_flag("-y")) return true;
  if (family == "apt")
    return command.has_flag("--yes") || command.has_flag("--assume-yes") || command.has_flag("--force-yes") ||
           apt_is_quiet(command);
  if (family == "zypper")
    return command.has_flag("-n") || command.has_flag("--non-interactive") || command.has_flag("--no-confirm") ||
           command.has_flag("--gpg-auto-import-keys-and-yes");
  return command.has_flag("--assumeyes");
}

/// `yes | apt-get install`, or a configuration that an earlier command of the script writes.
bool is_answered(const CommandSubject& subject) {
  const shell::Node* const pipeline = subject.invocation.node->parent;
  if (pipeline != nullptr && pipeline->kind == shell::NodeKind::pipeline && !pipeline->children.empty() &&
      pipeline->children.front() != subject.invocation.node)
    return true;
  for (const shell::Redirection& redirection : subject.invocation.node->redirections)
    if (redirection.operation.starts_with('<')) return true;
  return false;
}

/// Somebody wrote the answer into a configuration file before.
bool is_configured(const CommandSubject& subject, Report& report, std::string_view setting) {
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions)
      if (instruction->op == dockerfile::Op::run && instruction->span.begin <= subject.instruction->span.begin &&
          contains(report.text(instruction->span), setting))
        return true;
  return false;
}

/// Since Fedora 38 `microdnf` is dnf5 under another name; before, and in images of Red Hat, it takes yes for granted.
bool is_microdnf_dnf5(const CommandSubject& subject) {
  if (subject.stage == nullptr) return false;
  const knowledge::Reference base = knowledge::parse_reference(subject.stage->root().base);
  int release = 0;
  std::from_chars(base.tag.data(), base.tag.data() + base.tag.size(), release);
  return base.repository == "fedora" && release >= 38;
}

template <std::size_t R>
void check(const CommandSubject& subject, Report& report) {
  constexpr std::string_view families[] = {"apt", "yum", "dnf", "zypper"};
  constexpr std::string_view settings[] = {"Assume-Yes", "assumeyes", "assumeyes", "ZYPP_NONINTERACTIVE"};
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.tool == nullptr || command.tool->family != families[R])
    return report.skip();
  // zypper asks before it removes as well.
  const std::vector<const shell::Word*> words = operands(command.arguments, command.tool->value_options);
  const bool removes = R == 3 && !words.empty() && is_one_of("remove rm", words.front()->text);
  const shell::Word* const verb = removes ? words.front() : command.verb;
  if (command.action != PackageAction::install && command.action != PackageAction::upgrade && !removes)
    return report.skip();
  if (verb == nullptr || command.has_flag("--help") || command.has_flag("--download-only-and-quit") ||
      command.has_flag("-s") || command.has_flag("--simulate") || command.has_flag("--dry-run"))
    return report.skip();
  if (command.tool->program == "aptitude" || is_answered(subject)) return report.skip();
  // An option in a variable may be the very one that is missing.
  for (const shell::Word& word : command.arguments) {
    if (&word == verb) break;
    if (!word.literal) return report.skip();
  }
  if (assumes_yes(command) || is_configured(subject, report, settings[R])) return;
  const bool is_install = command.action == PackageAction::install;
  const Span place = subject.invocation.program_word->span.valid()
                         ? join(subject.invocation.program_word->span, verb->span)
                         : verb->span;
  const bool asks_elsewhere = command.tool->program == "microdnf" && !is_microdnf_dnf5(subject);
  Builder finding =
      asks_elsewhere
          ? report.at(place, "`microdnf` asks for confirmation since Fedora 38; add `-y`, which older ones take")
          : report.at(place, "`{} {}` may ask for confirmation, and then the build stops; add `{}`",
                      command.tool->program, verb->text, R == 3 ? "--non-interactive" : "-y");
  if (command.tool->program == "microdnf") {
    if (asks_elsewhere) finding.severity(Severity::info);
    finding.peers(is_install ? "hadolint:DL3038" : "");
  } else if (R == 3 && is_one_of("remove rm source-install si patch", verb->text)) {
    finding.peers("hadolint:DL3034 kics:missing_zypper_non_interactive_switch");
  } else if (!is_install) {
    finding.peers("");
  }
  const Span behind{verb->span.file, verb->span.end, verb->span.end};
  const Span ahead{verb->span.file, verb->span.begin, verb->span.begin};
  if (R == 3)
    finding.fix(Safety::safe, "Add `--non-interactive`", ahead, "--non-interactive ");
  else
    finding.fix(Safety::safe, "Add `-y`", behind, " -y");
}

constexpr std::string_view apt_programs[] = {"apt-get", "apt"};
constexpr std::string_view yum_programs[] = {"yum"};
constexpr std::string_view dnf_programs[] = {"dnf", "dnf5", "microdnf", "tdnf"};
constexpr std::string_view zypper_programs[] = {"zypper"};

constexpr Rule row(std::string_view code, std::string_view summary, std::string_view peers, std::string_view differs,
                   Check check) {
  return {
      .code = code,
      .summary = summary,
      .why =
          "A build has no terminal: the question is answered with its end of input, which means no, and the step "
          "fails. It works only as long as nothing but the named packages is needed, which changes with any release.",
      .remedy = "Tell the package manager to assume yes.",
      .peers = peers,
      .differs = differs,
      .severity = Severity::medium,
      .confidence = Confidence::possible,
      .rung = Rung::build,
      .category = Category::automation,
      .fixes = Fixes::always,
      .check = check};
}

}  // namespace

extern constinit const FamilyRule family[] = {
    {"apt-get-missing-yes",
     row("SW1120", "Install waits for an answer (apt-get)",
         "hadolint:DL3014 trivy:DS-0021 kics:apt_get_missing_flags_to_avoid_manual_input "
         "semgrep:missing-assume-yes-switch",
         "Each command is judged: in trivy one good `apt-get` excuses the others. `-qq` implies yes (trivy: no). `apt` "
         "asks as well, and so do upgrades. `yes |` and a configured Assume-Yes count as answers.",
         each_command<check<0>>(apt_programs))},
    {"yum-missing-yes",
     row("SW1121", "Install waits for an answer (yum)",
         "hadolint:DL3030 kics:yum_install_allows_manual_input semgrep:missing-yum-assume-yes-switch",
         "kics takes a `-y` anywhere in the RUN for an answer.", each_command<check<1>>(yum_programs))},
    {"dnf-missing-yes", row("SW1122", "Install waits for an answer (dnf)",
                            "hadolint:DL3038 kics:missing_flag_from_dnf_install semgrep:missing-dnf-assume-yes-switch",
                            "kics wants the flag directly behind `install`; it may stand anywhere. microdnf asks since "
                            "Fedora 38, and before it is an info.",
                            each_command<check<2>>(dnf_programs))},
    {"zypper-missing-non-interactive",
     row("SW1123", "Install waits for an answer (zypper)",
         "hadolint:DL3034 kics:missing_zypper_non_interactive_switch semgrep:missing-zypper-no-confirm-switch",
         "kics and semgrep do not accept the global `--non-interactive`, which is the documented way.",
         each_command<check<3>>(zypper_programs))},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::package_install_asks
