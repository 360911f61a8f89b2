#include "rules/lib/made_files.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "project/facts.h"
#include "project/made_files.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

/// `./secrets/key.txt`, `$DIR/secrets/key.txt` and, of a file at the root or in the script's folder, `key.txt`.
bool names(std::string_view word, std::string_view path) {
  while (word.starts_with("./")) word.remove_prefix(2);
  if (word == path || word == base_name(path)) return true;
  const std::string_view folder = project::parent_path(path);
  const std::string_view tail = folder.empty()
                                    ? base_name(path)
                                    : path.substr(path.size() - base_name(path).size() - base_name(folder).size() - 1);
  return word.ends_with(tail) && (word.size() == tail.size() || word[word.size() - tail.size() - 1] == '/');
}

/// `chmod 600 secrets/*` and `chmod -R 600 secrets` reach it as well.
bool reaches(std::string_view word, std::string_view path, bool recursive) {
  if (names(word, path)) return true;
  if (word.ends_with("/*")) return names(word.substr(0, word.size() - 2), project::parent_path(path));
  const std::string_view folder = project::parent_path(path);
  return recursive && !folder.empty() && names(word, folder);
}

/// The last part of a path, of `secrets/*` that of the folder: what `names` compares at least.
std::string_view last_part(std::string_view word) {
  if (word.ends_with("/*")) word.remove_suffix(2);
  return base_name(word);
}

/// The commands that give files a mode or an owner, in order of place.
struct Steps {
  std::vector<const shell::Node*> commands;
  /// Indices of `commands`, ascending, by the last part of a path among their words.
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_name;
};

Steps find_steps(const project::Project& project) {
  Steps steps;
  const auto look_into = [&](const shell::Script& script) {
    for (const shell::Node* const node : script.commands) {
      if (node->words.empty()) continue;
      const shell::Invocation invocation = shell::invocation(*node);
      if (invocation.program != "chmod" && invocation.program != "chown" && invocation.program != "install") continue;
      const auto index = static_cast<std::uint32_t>(steps.commands.size());
      steps.commands.push_back(node);
      for (const shell::Word& word : invocation.arguments) {
        std::vector<std::uint32_t>& named = steps.by_name[last_part(word.text)];
        if (named.empty() || named.back() != index) named.push_back(index);
      }
    }
  };
  for (const project::File& file : project.files) {
    if (file.script != nullptr) look_into(*file.script);
    for (const shell::Script* const script : file.embedded) look_into(*script);
  }
  return steps;
}

/// What a command does to a path, if anything.
void look(const shell::Node& node, std::string_view path, FileSteps& steps) {
  const shell::Invocation invocation = shell::invocation(node);
  const bool is_mode = invocation.program == "chmod", is_owner = invocation.program == "chown";
  const bool recursive = invocation.has_any_flag({"-R", "--recursive"});
  for (std::size_t at = 0; at < invocation.arguments.size(); ++at) {
    const std::string_view word = invocation.arguments[at].text;
    if (is_mode || is_owner) {
      if (at == 0 || !reaches(word, path, recursive)) continue;
      std::size_t first = 0;
      while (first < at && invocation.arguments[first].text.starts_with('-')) ++first;
      (is_mode ? steps.mode : steps.owner) = invocation.arguments[first].text;
      (is_mode ? steps.mode_span : steps.owner_span) = node.span;
      continue;
    }
    if (!names(word, path)) continue;
    if (const auto mode = invocation.option("-m"); mode.has_value()) {
      steps.mode = *mode;
      steps.mode_span = node.span;
    }
  }
}

/// Documents by the folder that they stand in, in order of path.
using Guides = std::unordered_map<std::string_view, std::vector<const project::File*>>;
Guides guides_by_folder(const project::Project& project) {
  Guides guides;
  for (const project::File& file : project.files)
    if (file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation)
      guides[project::parent_path(file.path)].push_back(&file);
  return guides;
}

}  // namespace

FileSteps steps_on_file(const project::Project& project, std::string_view path) {
  FileSteps steps;
  steps.made = project::made_by_command(project, path);
  // What names the path names its last part, or that of its folder.
  const Steps& all = project::fact<find_steps>(project);
  std::vector<std::uint32_t> commands;
  for (const std::string_view name : {base_name(path), base_name(project::parent_path(path))})
    if (const auto found = all.by_name.find(name); found != all.by_name.end())
      commands.insert(commands.end(), found->second.begin(), found->second.end());
  std::ranges::sort(commands);
  for (const std::uint32_t index : commands) look(*all.commands[index], path, steps);
  return steps;
}

const project::File* guide_on_file(const project::Project& project, std::string_view path) {
  const std::string_view name = base_name(path);
  const std::string_view folder = project::parent_path(path);
  // "backup" and "rules" are words that any text has; with the folder in front they are a path.
  const std::string_view sought = contains(name, ".") || folder.empty()
                                      ? name
                                      : path.substr(path.size() - name.size() - base_name(folder).size() - 1);
  const Guides& guides = project::fact<guides_by_folder>(project);
  const project::File* first = nullptr;
  const auto look_in = [&](std::string_view beside) {
    const auto found = guides.find(beside);
    if (found == guides.end()) return;
    for (const project::File* const file : found->second) {
      if (first != nullptr && first->path < file->path) return;
      if (contains(project.sources[file->source].text(), sought)) first = file;
    }
  };
  for (std::string_view above = folder; !above.empty(); above = project::parent_path(above)) look_in(above);
  look_in("");
  return first;
}

bool opens_to_others(std::string_view mode) {
  if (mode.size() < 3 || mode.size() > 4 || !is_number(mode)) return false;
  const std::string_view others = mode.substr(mode.size() - 2);
  return others != "00";
}

}  // namespace seaworthy::rules
