#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "compose/load.h"
#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::compose_file_not_here {

/// Whether Compose finds a file when it is called in a folder: there, or in one above it.
static bool finds_one(const project::Project& project, std::string_view folder) {
  for (;; folder = project::parent_path(folder)) {
    for (const std::string_view name : compose::default_file_names) {
      const auto path = project::join_path(folder, name);
      if (path.has_value() && project.path_state(*path) != project::PathState::missing) return true;
      if (path.has_value() && project::ignored_if_made(project, *path).valid()) return true;
    }
    if (folder.empty()) return false;
  }
}

/// Folders to which the commands of a file go, as far as they are written out.
static std::vector<std::string_view> folders_entered(const project::File& file) {
  std::vector<std::string_view> folders;
  const auto collect = [&](const shell::Script& script) {
    for (const shell::Node* const node : script.commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (!is_one_of("cd pushd", command.program)) continue;
      const std::vector<const shell::Word*> operands = command.operands();
      folders.push_back(operands.empty() ? std::string_view() : operands.front()->text);
    }
  };
  if (file.script != nullptr) collect(*file.script);
  for (const shell::Script* const script : file.embedded) collect(*script);
  return folders;
}

/// Whether the command may run in a folder with a Compose file after all.
static bool may_find_one(const project::Project& project, const project::ComposeCommand& command) {
  const std::vector<std::string_view> entered = folders_entered(*command.file);
  // A script that goes to a folder of the machine, and from there to others, is at home elsewhere.
  if (command.file->kind == project::FileKind::script &&
      std::ranges::any_of(entered, [](std::string_view folder) { return folder.starts_with('/'); }))
    return true;
  // `find . -type d | xargs -I{} sh -c "cd {} && docker compose down"` goes from folder to folder.
  if (std::ranges::any_of(entered, [](std::string_view folder) { return contains(folder, "{}"); })) return true;
  if (command.directory_known) return finds_one(project, command.directory);
  // Where a script or recipe goes that is not known, its Compose file may be.
  if (!entered.empty() && command.file->kind != project::FileKind::readme &&
      command.file->kind != project::FileKind::documentation)
    return true;
  // The first folder of instructions is the clone; those behind it are of the repository.
  for (const std::string_view folder : entered)
    for (const std::string_view name : compose::default_file_names) {
      const auto path = project::join_path(folder, name);
      if (!path.has_value() || contains(folder, "$") || project.path_state(*path) != project::PathState::missing)
        return true;
      const auto behind =
          project::join_path(before(folder, '/').size() < folder.size() ? folder.substr(before(folder, '/').size() + 1)
                                                                        : std::string_view(),
                             name);
      if (behind.has_value() && project.path_state(*behind) != project::PathState::missing) return true;
    }
  return finds_one(project, project::parent_path(command.file->path)) || finds_one(project, "");
}

static void check(const project::Project& project, Report& report) {
  // The file to name: one that Compose would find by itself in its folder, else any that is whole.
  const project::Stack* whole = nullptr;
  for (const project::Stack& stack : project.stacks) {
    if (!stack.partial.empty() || stack.files.empty()) continue;
    const bool has_default_name = compose::is_default_file(base_name(stack.files.front()->path));
    if (whole == nullptr || has_default_name) whole = &stack;
    if (has_default_name) break;
  }
  if (project.compose_commands.empty() || whole == nullptr) return report.skip();
  for (const std::string_view name : compose::default_file_names)
    if (project::made_by_command(project, name).valid()) return report.skip();
  std::vector<const project::File*> seen;
  bool asks = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.node == nullptr || command.files_given || !command.files_known || command.has_project_directory ||
        command.verb.empty() || is_one_of("version ls help deploy", command.verb) || !command.project_name.empty())
      continue;
    // Where somebody is logged in on the server, the files are those that were brought there.
    if (command.place.ends_with("over SSH") && !command.directory_known) continue;
    asks = true;
    const bool document =
        command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation;
    if (command.stack >= 0 || std::ranges::find(seen, command.file) != seen.end() || !is_guide(*command.file) ||
        may_find_one(project, command))
      continue;
    seen.push_back(command.file);
    const std::string_view where = command.directory_known ? command.directory : std::string_view();
    Builder finding =
        where.empty() ? report.at(command.span, "No Compose file is where this command runs; name one, such as `-f {}`",
                                  whole->files.front()->path)
                      : report.at(command.span, "No Compose file is in `{}` or above it; name one, such as `-f {}`",
                                  where, whole->files.front()->path);
    if (document) finding.severity(Severity::low).category(Category::documentation);
    if (is_about_copies(*command.file)) finding.rung(Rung::keep);
    // Whoever starts the script may stand in the folder of a stack that lies elsewhere.
    if (!command.directory_known && !document) finding.severity(Severity::low).confidence(Confidence::possible);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4840",
    .summary = "Compose command where there is no Compose file",
    .why =
        "Without `-f` Compose looks for `compose.yaml` in the folder of the call and those above it, and ends with `no "
        "configuration file provided`. A script that swallows the error reports services that it never asked.",
    .remedy = "Name the file (`-f`, COMPOSE_FILE) or go to its folder first.",
    .references = "https://docs.docker.com/compose/intro/compose-application-model/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::compose_file_not_here
