#include "rules/lib/made_files.h"

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

void look(const shell::Script& script, std::string_view path, FileSteps& steps) {
  for (const shell::Node* const node : script.commands) {
    if (node->words.empty()) continue;
    const shell::Invocation invocation = shell::invocation(*node);
    const bool is_mode = invocation.program == "chmod", is_owner = invocation.program == "chown";
    // All scripts are looked through for each file that is asked for.
    if (!is_mode && !is_owner && invocation.program != "install") continue;
    const bool recursive = invocation.has_any_flag({"-R", "--recursive"});
    for (std::size_t at = 0; at < invocation.arguments.size(); ++at) {
      const std::string_view word = invocation.arguments[at].text;
      if (is_mode || is_owner) {
        if (at == 0 || !reaches(word, path, recursive)) continue;
        std::size_t first = 0;
        while (first < at && invocation.arguments[first].text.starts_with('-')) ++first;
        (is_mode ? steps.mode : steps.owner) = invocation.arguments[first].text;
        (is_mode ? steps.mode_span : steps.owner_span) = node->span;
        continue;
      }
      if (!names(word, path)) continue;
      if (const auto mode = invocation.option("-m"); mode.has_value()) {
        steps.mode = *mode;
        steps.mode_span = node->span;
      }
    }
  }
}

}  // namespace

FileSteps steps_on_file(const project::Project& project, std::string_view path) {
  FileSteps steps;
  steps.made = project::made_by_command(project, path);
  for (const project::File& file : project.files) {
    if (file.script != nullptr) look(*file.script, path, steps);
    for (const shell::Script* const script : file.embedded) look(*script, path, steps);
  }
  return steps;
}

const project::File* guide_on_file(const project::Project& project, std::string_view path) {
  const std::string_view name = base_name(path);
  const std::string_view folder = project::parent_path(path);
  // "backup" and "rules" are words that any text has; with the folder in front they are a path.
  const std::string_view sought = contains(name, ".") || folder.empty()
                                      ? name
                                      : path.substr(path.size() - name.size() - base_name(folder).size() - 1);
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::readme && file.kind != project::FileKind::documentation) continue;
    const std::string_view beside = project::parent_path(file.path);
    if (!beside.empty() && beside != folder && !folder.starts_with(std::string(beside) + "/")) continue;
    if (contains(project.sources[file.source].text(), sought)) return &file;
  }
  return nullptr;
}

bool opens_to_others(std::string_view mode) {
  if (mode.size() < 3 || mode.size() > 4 || !is_number(mode)) return false;
  const std::string_view others = mode.substr(mode.size() - 2);
  return others != "00";
}

}  // namespace seaworthy::rules
