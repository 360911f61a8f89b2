#include "rules/lib/npm_programs.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "knowledge/package_programs.h"
#include "project/application.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

std::vector<std::vector<std::string_view>> commands_of(std::string_view text) {
  std::vector<std::vector<std::string_view>> commands(1);
  for (std::size_t at = 0; at < text.size();) {
    at = text.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    std::string_view word = text.substr(at, end - at);
    at = end;
    if (word == "&&" || word == ";" || word == "&" || word == "|") {
      commands.emplace_back();
      continue;
    }
    // What follows `||` runs when something failed, and what stands before it may fail.
    if (word == "||") {
      commands.pop_back();
      break;
    }
    const bool ends = word.ends_with(';');
    if (ends) word.remove_suffix(1);
    commands.back().push_back(word);
    if (ends) commands.emplace_back();
  }
  return commands;
}

/// Index of the program behind `NAME=value`, cross-env and the like.
std::size_t program_at(const std::vector<std::string_view>& words) {
  std::size_t at = 0;
  while (at < words.size() &&
         (contains(words[at], "=") || is_one_of("cross-env cross-env-shell dotenv env dotenv-cli --", words[at])))
    ++at;
  return at;
}

}  // namespace

std::vector<std::string_view> programs_of_script(std::string_view text) {
  std::vector<std::string_view> programs;
  for (const std::vector<std::string_view>& words : commands_of(text)) {
    std::size_t at = 0;
    while (at < words.size() && contains(words[at], "=")) ++at;
    if (at < words.size() && is_one_of("cross-env dotenv", words[at])) programs.push_back(words[at]);
    at = program_at(words);
    if (at >= words.size() || words[at].find_first_of("\"'$(){}<>") != std::string_view::npos) continue;
    if (is_one_of("npx npm yarn pnpm bun bunx", words[at])) continue;
    programs.push_back(words[at]);
  }
  return programs;
}

std::vector<std::string_view> programs_of_script(const project::Manifest& manifest, std::string_view text) {
  std::vector<std::string_view> programs;
  std::vector<std::string_view> open = {text};
  constexpr std::size_t most = 16;
  for (std::size_t at = 0; at < open.size() && at < most; ++at) {
    const std::vector<std::string_view> found = programs_of_script(open[at]);
    programs.insert(programs.end(), found.begin(), found.end());
    for (const std::vector<std::string_view>& words : commands_of(open[at])) {
      const NodeCall call = node_call(words);
      if (call.kind != NodeCall::Kind::script || !call.certainly_script || call.all_workspaces ||
          !call.workspaces.empty() || !call.folder.empty())
        continue;
      const project::ManifestScript* const script = manifest.script(call.script);
      if (script != nullptr && std::ranges::find(open, script->text) == open.end()) open.push_back(script->text);
    }
  }
  return programs;
}

const project::Dependency* dependency_with_program(const project::Manifest& manifest, std::string_view program) {
  const project::Dependency* found = nullptr;
  for (const project::Dependency& dependency : manifest.dependencies) {
    bool brings = dependency.name == program;
    if (!brings) {
      const auto programs = knowledge::programs_of_package(dependency.name, "npm");
      brings = std::ranges::find(programs, program) != programs.end();
    }
    if (brings && (found == nullptr || found->development)) found = &dependency;
  }
  return found;
}

std::string_view package_nobody_installs(const project::Project& project, const project::Manifest& manifest,
                                         std::string_view program) {
  const std::string_view package = knowledge::package_with_program(program, "npm");
  if (package.empty() || !knowledge::has_programs_row(package, "npm")) return {};
  if (dependency_with_program(manifest, program) != nullptr || !manifest.members.empty()) return {};
  // What a dependency brings along has its programs beside those of the others. Any package may be of that name.
  for (const std::string_view name : {package, program})
    if (project::has_in_lock(project, manifest, name) != std::optional<bool>(false)) return {};
  return package;
}

std::vector<std::string_view> files_of_script(std::string_view text) {
  std::vector<std::string_view> files;
  for (const std::vector<std::string_view>& words : commands_of(text)) {
    const std::size_t at = program_at(words);
    if (at >= words.size()) continue;
    std::string_view file;
    if (words[at].starts_with("./"))
      file = words[at];
    else if (is_one_of("node sh bash python python3", words[at]) && at + 1 < words.size() &&
             !words[at + 1].starts_with('-'))
      file = words[at + 1];
    if (!file.empty() && file.find_first_of("\"'$*(){}") == std::string_view::npos && contains(file, "."))
      files.push_back(file);
  }
  return files;
}

bool runs_own_hooks(const shell::Invocation& invocation, const NodeCall& call) {
  return !call.names_packages || call.manager == "yarn" ||
         std::ranges::any_of(invocation.arguments, [](const shell::Word& word) { return word.text == "."; });
}

}  // namespace seaworthy::rules
