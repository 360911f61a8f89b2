#include "rules/lib/package_command.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

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

template <class TakesValue>
std::vector<const shell::Word*> operands_of(std::span<const shell::Word> arguments, const TakesValue& takes_value) {
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
      if (takes_value(text) || (is_cluster && text.size() == 3 && takes_value(std::string_view(last_letter, 2)) &&
                                !takes_value(text.substr(0, 2))))
        ++i;
    } else {
      result.push_back(&arguments[i]);
    }
  }
  return result;
}

}  // namespace

std::vector<const shell::Word*> operands(std::span<const shell::Word> arguments, const WordList& value_options) {
  return operands_of(arguments, [&](std::string_view option) { return is_one_of(value_options, option); });
}

std::vector<const shell::Word*> operands(std::span<const shell::Word> arguments, const WordSet& value_options) {
  return operands_of(arguments, [&](std::string_view option) { return value_options.contains(option); });
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
  result.tool = knowledge::package_manager(program);
  if (result.tool != nullptr && result.tool->family.empty()) result.tool = nullptr;
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
  const knowledge::PackageManager& tool = *result.tool;
  if (tool.install.contains(verb))
    result.action = PackageAction::install;
  else if (tool.update.contains(verb))
    result.action = PackageAction::update;
  else if (tool.upgrade.contains(verb))
    result.action = PackageAction::upgrade;
  else if (tool.clean.contains(verb))
    result.action = PackageAction::clean;
  return result;
}

}  // namespace seaworthy::rules
