#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/word_set.h"
#include "knowledge/knowledge.h"
#include "rules/lib/words.h"
#include "shell/command.h"

/// What a package manager is asked to do, read the same way by every rule that asks.
namespace seaworthy::rules {

enum class PackageAction : std::uint8_t {
  none,     ///< Something else, or no package manager.
  install,  ///< Named packages, or what a manifest lists when none is named.
  update,   ///< Brings the index of packages up to date.
  upgrade,  ///< Replaces everything installed by newer versions.
  clean,    ///< Deletes caches.
};

struct PackageCommand {
  const knowledge::PackageManager* tool = nullptr;  ///< Null: no package manager, or one whose commands are not read.
  PackageAction action = PackageAction::none;
  const shell::Word* verb = nullptr;         ///< `install`
  std::vector<const shell::Word*> packages;  ///< Operands behind the verb.
  std::span<const shell::Word> arguments;    ///< After the program (after `-m pip` for Python).

  bool is(std::string_view family, PackageAction wanted) const {
    return tool != nullptr && action == wanted && tool->family == family;
  }
  bool installs_for_system() const { return tool != nullptr && tool->system && action == PackageAction::install; }
  bool has_flag(std::string_view flag) const;
};

/// Looks at one command; wrappers are peeled off already. `python -m pip` and `uv pip` count as `pip`.
PackageCommand package_command(const shell::Invocation& invocation);

/// Operands of an argument list: what is neither an option nor the value of one of `value_options`.
std::vector<const shell::Word*> operands(std::span<const shell::Word> arguments, const WordList& value_options);
std::vector<const shell::Word*> operands(std::span<const shell::Word> arguments, const WordSet& value_options);

/// Names of programs for each_command().
inline constexpr std::string_view pip_programs[] = {
    "pip",        "pip2",       "pip2.7",     "pip3",       "pip3.6",     "pip3.7",    "pip3.8",
    "pip3.9",     "pip3.10",    "pip3.11",    "pip3.12",    "pip3.13",    "pip3.14",   "python",
    "python2",    "python2.7",  "python3",    "python3.6",  "python3.7",  "python3.8", "python3.9",
    "python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "uv"};
inline constexpr std::string_view system_package_programs[] = {"apt-get", "apt",  "aptitude", "apk",  "yum",
                                                               "dnf",     "dnf5", "microdnf", "tdnf", "zypper"};

}  // namespace seaworthy::rules
