#include "rules/lib/named_paths.h"

#include <algorithm>
#include <string>

#include "project/git_ignore.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/ci.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

bool is_cron_line(const CommandSubject& subject) {
  for (std::size_t index = 0; index < subject.file->embedded_places.size(); ++index)
    if (subject.file->embedded[index] == subject.script) return subject.file->embedded_places[index] == "cron line";
  return false;
}

bool changes_folder(const shell::Script& script) {
  for (const shell::Node* const node : script.commands)
    if (is_one_of("cd pushd git", shell::invocation(*node).program)) return true;
  return false;
}

/// A name that the script itself writes or fetches.
bool is_made(const CommandSubject& subject, const project::Project& project, std::string_view name) {
  if (subject.file == nullptr || !subject.file->has_content) return false;
  const std::string_view text = project.sources[subject.file->source].text();
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t newline = text.rfind('\n', at);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view head = text.substr(begin, at - begin);
    for (const std::string_view sign : {">", "curl", "wget", "-o ", "clone", "cp ", "mv ", "if [", "[ -", "test -"})
      if (contains(head, sign)) return true;
  }
  return false;
}

/// A workflow that checks out another repository as well may run what that one has.
bool checks_out_another(const project::File& file) {
  bool found = false;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const with = step.get("with");
    found =
        found || (with != nullptr && with->resolved().is_mapping() && with->resolved().get("repository") != nullptr);
  });
  return found;
}

/// Whether a Dockerfile speaks of the file: it runs in an image, whose folders hold more than the repository.
bool runs_in_image(const project::File& file, const project::Project& project) {
  return file.kind == project::FileKind::entrypoint ||
         std::ranges::any_of(project.dockerfiles, [&](const project::Dockerfile& dockerfile) {
           return dockerfile.file != nullptr &&
                  contains(project.sources[dockerfile.file->source].text(), base_name(file.path));
         });
}

}  // namespace

bool names_files_of_repository(const CommandSubject& subject) {
  return subject.file != nullptr && (subject.site == CommandSite::script || subject.site == CommandSite::make ||
                                     subject.site == CommandSite::ci || subject.site == CommandSite::readme);
}

/// `(cd ../other && git pull && ./start.sh)`: a command behind a way out of the repository.
static bool is_behind_way_out(const shell::Node& node) {
  if (node.parent == nullptr || node.parent->kind != shell::NodeKind::and_or) return false;
  return std::ranges::any_of(node.parent->children, [&](const shell::Node* member) {
    return member->span.begin < node.span.begin && member->kind == shell::NodeKind::simple &&
           member->words.size() > 1 && member->words.front().text == "cd" && member->words[1].text.starts_with("../");
  });
}

bool is_in_folder_of_others(const CommandSubject& subject, const project::Project& project) {
  // The folder that a guide goes to first is the clone of the repository itself.
  if (subject.script == nullptr || subject.file == nullptr || subject.site == CommandSite::readme) return false;
  const shell::Node* last = nullptr;
  for (const shell::Node* const node : subject.script->commands)
    if (node->span.begin < subject.invocation.node->span.begin &&
        is_one_of("cd pushd", shell::invocation(*node).program))
      last = node;
  if (last == nullptr) return false;
  const std::vector<const shell::Word*> operands = shell::invocation(*last).operands();
  if (operands.size() != 1 || !operands.front()->literal) return false;
  const std::string_view to = operands.front()->text;
  const bool is_below = !to.empty() && (to.starts_with("./") || !contains("/~-.", to.substr(0, 1)));
  if (!is_below) return false;
  return std::ranges::all_of(std::vector<std::string_view>{"", project::parent_path(subject.file->path)},
                             [&](std::string_view folder) {
                               const auto path = project::join_path(folder, to);
                               return path.has_value() && project.path_state(*path) == project::PathState::missing;
                             });
}

bool is_of_cloned_software(const CommandSubject& subject, const project::Project& project) {
  const std::string_view folder = project::parent_path(subject.file->path);
  if (subject.site != CommandSite::readme || folder.empty() || is_one_of("docs doc documentation .github", folder))
    return false;
  const auto clones = [&](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    const auto operands = command.operands();
    if (command.program != "git" || operands.size() < 2 || operands.front()->text != "clone" ||
        node->span.begin > subject.invocation.node->span.begin)
      return false;
    std::string_view name = base_name(operands[1]->text);
    if (name.ends_with(".git")) name.remove_suffix(4);
    return name != project.root_name;
  };
  return std::ranges::any_of(subject.file->embedded, [&](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, clones);
  });
}

std::optional<MissingPath> missing_path(const CommandSubject& subject, const shell::Word& word,
                                        const project::Project& project) {
  const std::string_view path = word.text;
  const std::string_view name = base_name(path);
  // Most are where they are looked for.
  for (const std::string_view folder : {std::string_view(), project::parent_path(subject.file->path)})
    if (const auto place = project::join_path(folder, path);
        place.has_value() && project.path_state(*place) != project::PathState::missing &&
        project.path_state(*place) != project::PathState::ignored_by_git)
      return std::nullopt;
  if (subject.site == CommandSite::ci &&
      (checks_out_another(*subject.file) || waits_for_files(*subject.file, word.span)))
    return std::nullopt;
  if (is_behind_way_out(*subject.invocation.node) || is_in_folder_of_others(subject, project) ||
      is_of_cloned_software(subject, project))
    return std::nullopt;
  if (is_made(subject, project, name) || status_is_asked(*subject.invocation.node)) return std::nullopt;
  const auto joined = project::join_path("", path);
  if (joined.has_value() && project::ignored_if_made(project, *joined).valid()) return std::nullopt;
  if (subject.site == CommandSite::readme && (!is_guide(*subject.file) || said_before(subject, path)))
    return std::nullopt;
  // Below a folder that is not in the tree: a step brings both, `unzip bundle.zip` for `bundle/start.sh`.
  if (joined.has_value() && contains(*joined, "/") && subject.site == CommandSite::ci &&
      project.path_state(before(*joined, '/')) == project::PathState::missing)
    return std::nullopt;
  MissingPath missing;
  // Anywhere in the tree will do: scripts change folders.
  for (const project::Project::TreePath* const entry : project::paths_named(project, name)) {
    if (entry->directory) continue;
    const std::string_view wanted = path.starts_with("./") ? path.substr(2) : path;
    if (entry->path == wanted || entry->path.ends_with("/" + std::string(wanted)) || wanted.starts_with(".."))
      return std::nullopt;
    missing.elsewhere = project.file(entry->path);
    if (missing.elsewhere == nullptr) return std::nullopt;
  }
  if (changes_folder(*subject.script) && missing.elsewhere != nullptr) return std::nullopt;
  // A line of cron goes to the repository's folder first, and from there to one of its own.
  const bool in_known_folder = is_cron_line(subject) && joined.has_value() && contains(*joined, "/") &&
                               project.path_state(project::parent_path(*joined)) == project::PathState::directory;
  if (missing.elsewhere != nullptr || (subject.site == CommandSite::script && runs_in_image(*subject.file, project)) ||
      (changes_folder(*subject.script) && !in_known_folder))
    missing.confidence = Confidence::possible;
  return missing;
}

}  // namespace seaworthy::rules
