#include "rules/lib/package_command.h"

#include <algorithm>
#include <array>

#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

constexpr WordList apt_values =
    "-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles";
constexpr WordList rpm_values =
    "--enablerepo --disablerepo --repo --repoid -c --config --installroot --releasever --setopt -x --exclude "
    "--excludepkgs --comment --advisory --forcearch -d -e -R --disableplugin --enableplugin --downloaddir --destdir";
constexpr WordList rpm_install =
    "install groupinstall localinstall reinstall in rei install-n install-na install-nevra";
constexpr WordList rpm_upgrade = "update upgrade up up-min update-minimal upgrade-minimal distro-sync dsync update-to";
constexpr WordList pip_values =
    "-r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url -f --find-links "
    "--trusted-host --prefix --root --src --platform --python-version --implementation --abi --only-binary --no-binary "
    "--progress-bar --upgrade-strategy --install-option --global-option --config-settings -C --cache-dir --proxy "
    "--retries --timeout --exists-action --cert --client-cert --log --python -p --use-feature --use-deprecated "
    "--root-user-action --report --build -b --no-build-isolation-package --keyring-provider --torch-backend "
    "--link-mode "
    "--index-strategy --resolution --prerelease --exclude-newer --index --default-index --group --override --overrides "
    "--dry-run-output";
constexpr WordList npm_values =
    "--prefix --registry --cache --loglevel --userconfig --globalconfig -w --workspace --omit --include --only "
    "--install-strategy --location --fetch-timeout --fetch-retries --fetch-retry-mintimeout --fetch-retry-maxtimeout "
    "--network-timeout --network-concurrency --maxsockets --cache-folder --cwd --mutex --filter -F --dir -C "
    "--store-dir "
    "--reporter --modules-folder --proxy --https-proxy --os --cpu --libc --tag";

constexpr std::array tools{
    PackageTool{"apt-get", "apt", apt_values, "install", "update", "upgrade dist-upgrade full-upgrade dselect-upgrade",
                "clean autoclean distclean dist-clean"},
    PackageTool{"apt", "apt", apt_values, "install reinstall", "update", "upgrade dist-upgrade full-upgrade",
                "clean autoclean distclean dist-clean"},
    PackageTool{"aptitude", "apt", apt_values, "install", "update", "upgrade safe-upgrade full-upgrade dist-upgrade",
                "clean autoclean"},
    PackageTool{"apk", "apk",
                "-t --virtual -X --repository -p --root --keys-dir --repositories-file --arch --wait --cache-dir "
                "--cache-max-age --progress-fd",
                "add", "update", "upgrade", "cache"},
    PackageTool{"yum", "yum", rpm_values, rpm_install, "makecache check-update", rpm_upgrade, "clean"},
    PackageTool{"dnf", "dnf", rpm_values, rpm_install, "makecache check-update check-upgrade", rpm_upgrade, "clean"},
    PackageTool{"dnf5", "dnf", rpm_values, rpm_install, "makecache check-update check-upgrade", rpm_upgrade, "clean"},
    PackageTool{"microdnf", "dnf", rpm_values, rpm_install, "makecache", rpm_upgrade, "clean"},
    PackageTool{"tdnf", "dnf", rpm_values, rpm_install, "makecache check-update", rpm_upgrade, "clean"},
    PackageTool{"zypper", "zypper",
                "-R --root --installroot -r --repo -D --reposd-dir -C --cache-dir -p --plus-repo --name --from -t "
                "--type --config -c --pkg-cache-dir --solv-cache-dir --plus-content --with --without",
                "install in source-install si", "refresh ref", "update up dist-upgrade dup patch", "clean cc"},
    PackageTool{"pacman", "pacman", "-b --dbpath -r --root --cachedir --config --ignore --overwrite --arch", "", "", "",
                ""},
    PackageTool{"pip", "pip", pip_values, "install", "", "", "cache"},
    PackageTool{"pipx", "pip", pip_values, "install inject", "", "upgrade", ""},
    PackageTool{"npm", "npm", npm_values, "install i add in ins inst isntall install-test it ci clean-install ic", "",
                "update up upgrade", "cache"},
    PackageTool{"pnpm", "pnpm", npm_values, "install i add", "", "update up upgrade", "store"},
    PackageTool{"yarn", "yarn", npm_values, "install add", "", "upgrade up", "cache"},
    PackageTool{"bun", "bun", npm_values, "install i add ci", "", "update", ""},
    PackageTool{"gem", "gem",
                "-v --version -i --install-dir -n --bindir -P --trust-policy --source -s --platform --build-root "
                "--config-file -p --http-proxy -B --bulk-threshold -g --file --without",
                "install i", "", "update", "cleanup"},
    PackageTool{"bundle", "bundle", "--jobs -j --retry --gemfile --path --without --with --target-rbconfig", "install",
                "", "update", "clean"},
    PackageTool{"go", "go",
                "-ldflags -tags -o -p -gcflags -asmflags -mod -modfile -C -exec -overlay -pgo -pkgdir -toolexec "
                "-installsuffix -compiler -buildmode",
                "install get", "", "", "clean"},
    PackageTool{"cargo", "cargo",
                "--version --vers --git --branch --tag --rev --path --root --registry --index -F --features --profile "
                "--target --target-dir -j --jobs --config -Z --color",
                "install", "", "", ""},
    PackageTool{"composer", "composer",
                "-d --working-dir --prefer-install --ignore-platform-req --apcu-autoloader-prefix", "install require",
                "", "update upgrade u", "clear-cache clearcache"},
};

const PackageTool* find_tool(std::string_view program) {
  if (program.starts_with("pip") && program.find_first_not_of("0123456789.", 3) == std::string_view::npos)
    program = "pip";
  for (const PackageTool& tool : tools)
    if (tool.program == program) return &tool;
  return nullptr;
}

bool is_python(std::string_view program) {
  return program.starts_with("python") && program.find_first_not_of("0123456789.", 6) == std::string_view::npos;
}

bool gives_flag(std::string_view text, std::string_view flag) {
  if (text == flag) return true;
  if (flag.starts_with("--")) return text.size() > flag.size() && text.starts_with(flag) && text[flag.size()] == '=';
  if (flag.size() != 2 || text.size() < 2 || text[0] != '-' || text[1] == '-') return false;
  for (const char c : text.substr(1)) {
    if (c == flag[1]) return true;
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
  }
  return false;
}

/// pacman spells its verbs as flags: -S installs, -Sy updates the index as well, -Su upgrades.
PackageAction pacman_action(std::span<const shell::Word> arguments) {
  for (const shell::Word& word : arguments) {
    if (!word.text.starts_with("-S")) continue;
    if (contains(word.text, "c")) return PackageAction::clean;
    if (contains(word.text, "u")) return PackageAction::upgrade;
    return PackageAction::install;
  }
  return PackageAction::none;
}

}  // namespace

std::vector<const shell::Word*> operands(std::span<const shell::Word> arguments, const WordList& value_options) {
  std::vector<const shell::Word*> result;
  bool only_operands = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view text = arguments[i].text;
    if (!only_operands && text == "--") {
      only_operands = true;
    } else if (!only_operands && text.size() > 1 && text.front() == '-') {
      const char last_letter[] = {'-', text.back()};
      // A cluster of short options may end with one that takes the next word: `-yt stable`.
      const bool is_cluster = text.size() > 2 && text[1] != '-' && !contains(text, "=");
      if (is_one_of(value_options, text) ||
          (is_cluster && text.size() == 3 && is_one_of(value_options, {last_letter, 2}) &&
           !is_one_of(value_options, text.substr(0, 2))))
        ++i;
    } else {
      result.push_back(&arguments[i]);
    }
  }
  return result;
}

bool PackageCommand::has_flag(std::string_view flag) const {
  for (const shell::Word& word : arguments) {
    if (word.text == "--") return false;
    if (gives_flag(word.text, flag)) return true;
  }
  return false;
}

PackageCommand package_command(const shell::Invocation& invocation) {
  PackageCommand result;
  std::string_view program = invocation.program;
  std::span<const shell::Word> arguments = invocation.arguments;
  if (is_python(program)) {
    std::size_t at = 0;
    while (at < arguments.size() && arguments[at].text.starts_with('-') && arguments[at].text != "-m") ++at;
    if (at + 1 >= arguments.size() || arguments[at].text != "-m" || arguments[at + 1].text != "pip") return result;
    program = "pip";
    arguments = arguments.subspan(at + 2);
  } else if (program == "uv") {
    if (arguments.empty() || arguments.front().text != "pip") return result;
    program = "pip";
    arguments = arguments.subspan(1);
  }
  result.tool = find_tool(program);
  if (result.tool == nullptr) return result;
  // Behind `--` stand options for the build of a gem.
  if (result.tool->family == "gem") {
    const auto end =
        std::find_if(arguments.begin(), arguments.end(), [](const shell::Word& word) { return word.text == "--"; });
    arguments = arguments.first(static_cast<std::size_t>(end - arguments.begin()));
  }
  result.arguments = arguments;
  result.packages = operands(arguments, result.tool->value_options);
  if (result.tool->family == "pacman") {
    result.action = pacman_action(arguments);
    return result;
  }
  if (result.packages.empty()) {
    // Bare `yarn` and `bundle` install what the manifest lists.
    if ((program == "yarn" || program == "bundle") && !result.has_flag("--version") && !result.has_flag("-v"))
      result.action = PackageAction::install;
    return result;
  }
  result.verb = result.packages.front();
  result.packages.erase(result.packages.begin());
  std::string_view verb = result.verb->text;
  if (program == "yarn" && verb == "global" && !result.packages.empty()) {
    result.verb = result.packages.front();
    verb = result.verb->text;
    result.packages.erase(result.packages.begin());
  }
  if ((result.tool->family == "dnf" || result.tool->family == "yum") && !result.packages.empty() &&
      (verb == "group" || verb == "module")) {
    result.verb = result.packages.front();
    verb = result.verb->text;
    result.packages.erase(result.packages.begin());
  }
  const PackageTool& tool = *result.tool;
  if (is_one_of(tool.install, verb))
    result.action = PackageAction::install;
  else if (is_one_of(tool.update, verb))
    result.action = PackageAction::update;
  else if (is_one_of(tool.upgrade, verb))
    result.action = PackageAction::upgrade;
  else if (is_one_of(tool.clean, verb))
    result.action = PackageAction::clean;
  return result;
}

}  // namespace seaworthy::rules
