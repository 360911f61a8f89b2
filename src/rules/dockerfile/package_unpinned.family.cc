#include "rules/rule.h"

#include <algorithm>
#include <array>

#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

// Packages that are installed without a version. One check; the rows say how a version is written.
namespace seaworthy::rules::package_unpinned {
namespace {

bool is_path(std::string_view text) {
  return text.starts_with('/') || text.starts_with('.') || text.starts_with('~') || contains(text, "://");
}

bool is_apt_pinned(std::string_view text) {
  return text.find_first_of("=/*^") != std::string_view::npos || text.ends_with(".deb") || text.ends_with('-');
}

bool is_apk_pinned(std::string_view text) {
  return text.find_first_of("=~<>/!") != std::string_view::npos || text.ends_with(".apk") || text.starts_with('.');
}

/// NAME-VERSION-RELEASE: the last part, or the last but one with a release behind it, begins with a digit.
bool is_rpm_pinned(std::string_view text) {
  if (text.find_first_of("/:=@*") != std::string_view::npos || text.ends_with(".rpm")) return true;
  const std::size_t dash = text.rfind('-');
  return dash != std::string_view::npos && dash + 1 < text.size() && is_digit(text[dash + 1]);
}

bool is_zypper_pinned(std::string_view text) {
  return text.find_first_of("=<>/") != std::string_view::npos || text.ends_with(".rpm") || contains(text, ":");
}

/// The address of a git repository, and not of an archive or a folder.
bool is_git_address(std::string_view text) {
  return text.starts_with("git+") || text.starts_with("git://") || contains(text, "@git+") || contains(text, " git+");
}

bool is_pip_pinned(std::string_view text) {
  if (is_git_address(text)) {
    // A commit, tag or branch follows an `@` behind the path; `#egg=` and the like say nothing of it.
    const std::string_view address = before(text, '#');
    return contains(address.substr(address.rfind('/') + 1), "@");
  }
  return text.find_first_of("=<>~!") != std::string_view::npos || contains(text, " @ ") || contains(text, "@git+") ||
         contains(text, "@http") || contains(text, "/") || text.starts_with('.') || text.ends_with(".whl") ||
         text.ends_with(".tar.gz") || text.ends_with(".zip");
}

/// Whether a word is what it says. The brackets of `uvicorn[standard]` without quotes are a pattern to the shell, which
/// matches no file and stays.
bool is_plain(const shell::Word& word, std::string_view family) {
  return word.literal ||
         (family == "pip" && contains(word.text, "[") && word.text.find_first_of("$*?`{}") == std::string_view::npos);
}

/// A tag that moves is no version.
bool is_moving(std::string_view version) {
  return version.empty() || version == "latest" || version == "next" || version == "*" || version == "master" ||
         version == "main" || version == "HEAD";
}

bool is_npm_pinned(std::string_view text) {
  if (is_git_address(text)) return contains(text, "#");
  if (is_path(text) || text.starts_with("git@")) return true;
  if (text.ends_with(".tgz") || text.ends_with(".tar.gz") || text.ends_with(".tar")) return true;
  const std::size_t at = text.find('@', 1);
  if (at == std::string_view::npos) return !text.starts_with('@') && contains(text, "/");
  return !is_moving(text.substr(at + 1));
}

bool is_gem_pinned(std::string_view text) {
  // `--use-system-libraries true`: the value of an option for the build of the gem.
  return contains(text, ":") || text.ends_with(".gem") || is_path(text) || text == "true" || text == "false";
}

struct Row {
  std::string_view family;
  bool (*is_pinned)(std::string_view text);
  std::string_view exempt_flags;  ///< With one of these the whole command is no business of the rule.
  std::string_view example;       ///< Follows the package's name.
};

constexpr Row rows[] = {
    {"apt", is_apt_pinned, "", "=VERSION"},
    {"apk", is_apk_pinned, "", "=VERSION"},
    {"yum", is_rpm_pinned, "", "-VERSION"},
    {"dnf", is_rpm_pinned, "", "-VERSION"},
    {"zypper", is_zypper_pinned, "", "=VERSION"},
    {"pip", is_pip_pinned, "-r --requirement -c --constraint --no-index --group", "==VERSION"},
    {"npm", is_npm_pinned, "", "@VERSION"},
    {"gem", is_gem_pinned, "-v --version -g --file", ":VERSION"},
};

/// The peers that read a command as this rule does. hadolint knows each program by one name only.
std::string_view peers_of(std::string_view family, std::string_view program, const PackageCommand& command) {
  if (family == "apt")
    return program == "apt-get" ? "hadolint:DL3008 kics:apt_get_install_pin_version_not_defined" : "";
  if (family == "apk") return "hadolint:DL3018 kics:unpinned_package_version_in_apk_add";
  if (family == "yum") return "hadolint:DL3033 kics:yum_install_without_version";
  if (family == "dnf") {
    const bool known = program == "dnf" || program == "microdnf";
    return known ? "hadolint:DL3041 kics:missing_version_specification_in_dnf_install"
                 : "kics:missing_version_specification_in_dnf_install";
  }
  if (family == "zypper") return "hadolint:DL3037 kics:zypper_install_without_version";
  if (family == "pip") return program == "uv" ? "" : "hadolint:DL3013 kics:unpinned_package_version_in_pip_install";
  if (family == "npm") {
    const bool known = command.verb != nullptr && command.verb->text == "install";
    return known ? "hadolint:DL3016 kics:npm_install_without_pinned_version"
                 : "kics:npm_install_without_pinned_version";
  }
  return "hadolint:DL3028 kics:gem_install_without_version";
}

template <std::size_t R>
void check(const CommandSubject& subject, Report& report) {
  const Row& row = rows[R];
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is(row.family, PackageAction::install)) return report.skip();
  for (std::size_t begin = 0; begin < row.exempt_flags.size();) {
    const std::size_t end = std::min(row.exempt_flags.find(' ', begin), row.exempt_flags.size());
    if (command.has_flag(row.exempt_flags.substr(begin, end - begin))) {
      if (row.family != "gem" || command.packages.size() < 2 || command.has_flag("-g") || command.has_flag("--file"))
        return report.skip();
      report.at(command.packages.front()->span, "`gem` refuses one version for several packages; write `{}:VERSION`",
                command.packages.front()->text);
      return;
    }
    begin = end + 1;
  }
  if (command.packages.empty()) return report.skip();
  // A group of packages has no version.
  if ((row.family == "dnf" || row.family == "yum") &&
      (command.verb->text == "groupinstall" ||
       std::any_of(command.arguments.begin(), command.arguments.end(), [&](const shell::Word& word) {
         return word.text == "group" && word.span.begin < command.verb->span.begin;
       })))
    return report.skip();
  const shell::Word* first = nullptr;
  const shell::Word* moving = nullptr;
  const shell::Word* variable = nullptr;
  int unpinned = 0;
  bool only_installers = true;
  for (const shell::Word* word : command.packages) {
    if (row.family == "pip" && word->text == ".") return report.skip();
    const bool plain = is_plain(*word, row.family);
    if (!plain && variable == nullptr && R <= 4 && !row.is_pinned(word->text)) variable = word;
    if (!plain || word->text.empty() || row.is_pinned(word->text)) continue;
    // Peers take any tag of npm for a version; a package without one is named first.
    const bool has_tag = row.family == "npm" && contains(word->text.substr(1), "@");
    const shell::Word*& slot = has_tag ? moving : first;
    if (slot == nullptr) slot = word;
    ++unpinned;
    only_installers = only_installers && is_one_of("pip setuptools wheel uv poetry npm yarn pnpm corepack", word->text);
  }
  const std::string_view peers =
      first == nullptr && moving != nullptr ? "" : peers_of(row.family, subject.invocation.program, command);
  if (first == nullptr) first = moving;
  if (first == nullptr && variable != nullptr)
    report
        .at(variable->span, "Nothing says that `{}` holds versions; without them two builds may get two releases",
            variable->text)
        .confidence(Confidence::possible)
        .severity(Severity::info)
        .peers(before(peers, ' '));
  if (first == nullptr) return;
  // A scoped package begins with `@`; what follows another one is a version that moves.
  if (is_git_address(first->text)) {
    report.at(first->span, "`{}` names no tag or commit, so two builds may get two states of it", first->text);
    return;
  }
  const std::string_view name = row.family == "npm" ? first->text.substr(0, first->text.find('@', 1)) : first->text;
  Builder finding =
      unpinned == 1
          ? report.at(first->span, "`{}` has no version, so two builds may get two releases; write `{}{}`", first->text,
                      name, row.example)
          : report.at(first->span, "`{}` and {} more have no version, so two builds may get two releases; write `{}{}`",
                      first->text, unpinned - 1, name, row.example);
  if (only_installers) finding.severity(Severity::info);
  finding.peers(peers);
}

constexpr std::string_view apt_programs[] = {"apt-get", "apt", "aptitude"};
constexpr std::string_view apk_programs[] = {"apk"};
constexpr std::string_view yum_programs[] = {"yum"};
constexpr std::string_view dnf_programs[] = {"dnf", "dnf5", "microdnf", "tdnf"};
constexpr std::string_view zypper_programs[] = {"zypper"};
constexpr std::string_view npm_programs[] = {"npm"};
constexpr auto pip_and_pipx_programs = [] {
  std::array<std::string_view, std::size(pip_programs) + 1> programs{};
  std::copy(std::begin(pip_programs), std::end(pip_programs), programs.begin());
  programs.back() = "pipx";
  return programs;
}();
constexpr std::string_view gem_programs[] = {"gem"};

constexpr std::string_view why_system =
    "The package index moves, so a rebuild of an old commit can install other releases than the ones that were tested.";
constexpr std::string_view remedy_system =
    "Write the version that you tested, or base the image on a dated snapshot of the distribution. Many teams accept "
    "moving system packages on a stable release, because the index drops superseded versions; this rule is therefore "
    "off "
    "by default.";
constexpr std::string_view why_library =
    "Without a version every build takes whatever was published last: a breaking release, or one that an attacker "
    "published an hour ago, enters the image although nothing in the repository changed.";

constexpr Rule system_rule(std::string_view code, std::string_view summary, std::string_view peers,
                           std::string_view differs, Check check) {
  return {.code = code,
          .summary = summary,
          .why = why_system,
          .remedy = remedy_system,
          .peers = peers,
          .differs = differs,
          .severity = Severity::low,
          .rung = Rung::resist,
          .category = Category::security,
          .on = false,
          .check = check};
}

}  // namespace

extern constinit const FamilyRule family[] = {
    {"apt-package-unpinned",
     system_rule(
         "SW1100", "System package without a version (apt)",
         "hadolint:DL3008 kics:apt_get_install_pin_version_not_defined",
         "hadolint and kics look at `apt-get` alone; `apt` and `aptitude` install the same packages. A variable "
         "is a possible finding of its own. kics reads the first install of a RUN only.",
         each_command<check<0>>(apt_programs))},
    {"apk-package-unpinned",
     system_rule(
         "SW1101", "System package without a version (apk)", "hadolint:DL3018 kics:unpinned_package_version_in_apk_add",
         "Virtual packages, files and `!conflicts` are no packages to pin; kics reads the first `apk add` only.",
         each_command<check<1>>(apk_programs))},
    {"yum-package-unpinned",
     system_rule("SW1102", "System package without a version (yum)", "hadolint:DL3033 kics:yum_install_without_version",
                 "Groups (`@name`) and provided paths are not packages to pin; kics reads the first install only.",
                 each_command<check<2>>(yum_programs))},
    {"dnf-package-unpinned",
     system_rule("SW1103", "System package without a version (dnf)",
                 "hadolint:DL3041 kics:missing_version_specification_in_dnf_install",
                 "`microdnf`, `tdnf` and `dnf5` count as well; kics reads the first install only.",
                 each_command<check<3>>(dnf_programs))},
    {"zypper-package-unpinned",
     system_rule("SW1104", "System package without a version (zypper)",
                 "hadolint:DL3037 kics:zypper_install_without_version", "kics reads the first install only.",
                 each_command<check<4>>(zypper_programs))},
    {"pip-package-unpinned",
     {.code = "SW1105",
      .summary = "Python package without a version",
      .why = why_library,
      .remedy = "Write `package==version`, or install from a requirements or lock file that holds versions.",
      .peers = "hadolint:DL3013 kics:unpinned_package_version_in_pip_install",
      .differs = "pip, setuptools and wheel alone are worth an info. A variable counts as a version. kics exempts `-r` "
                 "and `-c` but not their long forms.",
      .severity = Severity::low,
      .rung = Rung::resist,
      .category = Category::security,
      .check = each_command<check<5>>(pip_and_pipx_programs)}},
    {"npm-package-unpinned",
     {.code = "SW1106",
      .summary = "Package from npm without a version",
      .why = why_library,
      .remedy = "Write `package@version`, or add it to package.json and install from the lock file.",
      .peers = "hadolint:DL3016 kics:npm_install_without_pinned_version",
      .differs = "`npm i` and `npm add` count as `npm install` (hadolint: no), and `@latest` is no version. kics takes "
                 "the words `i` and `add` and plain paths for packages.",
      .severity = Severity::low,
      .rung = Rung::resist,
      .category = Category::security,
      .check = each_command<check<6>>(npm_programs)}},
    {"gem-package-unpinned",
     {.code = "SW1107",
      .summary = "Ruby gem without a version",
      .why = why_library,
      .remedy = "Write `gem install name:version`, or list it in the Gemfile and commit the lock file.",
      .peers = "hadolint:DL3028 kics:gem_install_without_version",
      .severity = Severity::low,
      .rung = Rung::resist,
      .category = Category::security,
      .check = each_command<check<7>>(gem_programs)}},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::package_unpinned
