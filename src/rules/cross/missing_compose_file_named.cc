#include "rules/rule.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "knowledge/blanks.h"
#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::missing_compose_file_named {

/// Whether the file with the command asks first if the other one is there: `[ -f compose.override.yml ]`.
static bool is_asked_for(const project::File& file, std::string_view path) {
  if (file.script == nullptr || file.script->root == nullptr) return false;
  bool asked = false;
  for_each_node(*file.script->root, [&](const shell::Node& node) {
    const bool tests = node.kind == shell::NodeKind::condition ||
                       (node.kind == shell::NodeKind::simple && is_one_of("[ test", shell::invocation(node).program));
    if (!tests) return;
    for (const shell::Word& word : node.words) asked = asked || base_name(word.text) == base_name(path);
  });
  return asked;
}

/// Whether the reader completes the name: `docker-compose-<system>.yml`, of which a shell reads `docker-compose-`.
static bool is_cut_by_placeholder(const project::Project& project, const project::ComposeCommand& command,
                                  std::string_view path) {
  const std::string_view text = project.sources[command.span.file].text().substr(command.span.begin);
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t at = line.find(base_name(path));
  if (at == std::string_view::npos) return false;
  const std::string_view rest = line.substr(at + base_name(path).size());
  return rest.starts_with('<') || rest.starts_with('(');
}

/// Whether a part of a name is nothing but two or more letters x, which stand for a number or a name.
static bool has_run_of_x(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    std::size_t end = at;
    while (end < name.size() && ascii::is_alphanumeric(name[end])) ++end;
    const std::string_view part = name.substr(at, end - at);
    if (part.size() > 1 && part.find_first_not_of("xX") == std::string_view::npos) return true;
    at = end + 1;
  }
  return false;
}

/// `compose.your-name.yml`: the reader puts something of their own in its place.
static bool has_blank_to_fill(std::string_view path) {
  const std::string_view name = base_name(path);
  return has_run_of_x(name) || std::ranges::any_of(knowledge::tables::blanks_of_file_names,
                                                   [&](std::string_view blank) { return contains(name, blank); });
}

/// `https://github.com/...`, `oci://...`, `git@...` and the home of whoever runs it.
static bool is_elsewhere(std::string_view path) {
  return contains(path, ":/") || contains(path, "@") || path.starts_with('~');
}

/// Whether a guide tells its readers to stand in a folder: by a `cd` before the command, by the folder's name with a
/// slash, or by a comment above the command that speaks of a directory.
static bool leads_into(const project::Project& project, const project::ComposeCommand& command,
                       std::string_view folder) {
  using Kind = project::FileKind;
  if (command.file->kind != Kind::readme && command.file->kind != Kind::documentation) return false;
  const std::string_view before = project.sources[command.span.file].text().substr(0, command.span.begin);
  const std::string name(base_name(folder));
  for (std::size_t at = before.find("cd "); at != std::string_view::npos; at = before.find("cd ", at + 1)) {
    std::string_view target = before.substr(at + 3, before.find_first_of(" \n`;&", at + 3) - at - 3);
    while (target.ends_with('/')) target.remove_suffix(1);
    if (base_name(target) == name) return true;
  }
  constexpr std::size_t lines_above = 3;
  std::size_t begin = before.size();
  for (std::size_t line = 0; line < lines_above && begin > 0; ++line) {
    const std::size_t start = begin == 1 ? 0 : before.rfind('\n', begin - 2) + 1;
    const std::string_view text = before.substr(start, begin - start);
    if (text.starts_with('#') && (contains(text, "directory") || contains(text, "folder"))) return true;
    begin = start;
  }
  return contains(before, "`" + name + "/`") || contains(before, name + " folder") ||
         contains(before, name + " directory");
}

/// What was said of a file: each command in it that loads the same fails alike.
struct Told {
  const project::File* file;
  std::string_view path;
};

/// The next command of the same file that loads the same, and how many there are in all behind this one.
static std::pair<const project::ComposeCommand*, std::size_t> others_after(const project::Project& project,
                                                                           const project::ComposeCommand& command,
                                                                           std::string_view path) {
  const project::ComposeCommand* first = nullptr;
  std::size_t count = 0;
  const project::ComposeCommand* const end = project.compose_commands.data() + project.compose_commands.size();
  for (const project::ComposeCommand* other = &command + 1; other != end && other->file == command.file; ++other) {
    if (std::ranges::find(other->missing, path) == other->missing.end()) continue;
    if (first == nullptr) first = other;
    ++count;
  }
  return {first, count};
}

static void check(const project::Project& project, Report& report) {
  if (project.compose_commands.empty()) return report.skip();
  std::vector<Told> told;
  for (const project::ComposeCommand& command : project.compose_commands) {
    for (const std::string_view path : command.missing) {
      if (std::ranges::any_of(told, [&](const Told& each) { return each.file == command.file && each.path == path; }))
        continue;
      // `for file in stacks/*/compose.yaml`: the shell puts in what is there.
      if (project.path_state(path) != project::PathState::missing || contains(path, "*") || is_elsewhere(path) ||
          has_blank_to_fill(path))
        continue;
      if (project::made_by_command(project, path).valid() || project::ignored_if_made(project, path).valid() ||
          is_asked_for(*command.file, path) || is_cut_by_placeholder(project, command, path))
        continue;
      if (const std::string_view there = project.nearest_path(path);
          base_name(there) == base_name(path) && there != path &&
          leads_into(project, command, there.substr(0, std::min(there.rfind('/'), there.size()))))
        continue;
      told.push_back({command.file, path});
      // `-f up`: the name has been forgotten.
      const bool is_verb = is_one_of("up down build logs ps exec run start stop restart", path);
      const std::string_view near = is_verb ? std::string_view() : project.nearest_path(path);
      Builder finding =
          near.empty()
              ? report.at(command.span, "This command loads `{}`, which is not in the repository", path)
              : report.at(command.span, "This command loads `{}`, which is not in the repository; did you mean `{}`?",
                          path, near);
      if (const auto [next, count] = others_after(project, command, path); count == 1)
        finding.note(next->span, "This loads it as well");
      else if (count > 1)
        finding.note(next->span, "{} more commands of the file load it as well, this one first", count);
      if (is_about_copies(*command.file)) finding.rung(Rung::keep);
      // A comment in a Compose file tells how such files are started, as a document does.
      const bool in_comment = command.node == nullptr && command.file->kind == project::FileKind::compose;
      if (command.file->kind == project::FileKind::documentation || is_verb || in_comment)
        finding.category(Category::documentation).severity(Severity::low);
    }
  }
}

extern const Rule rule = {
    .code = "SW4101",
    .summary = "Command that loads a Compose file that is not there",
    .why =
        "The command fails at once, usually on the day on which somebody follows the documentation or the "
        "script runs unattended.",
    .remedy = "Correct the path, or commit the file.",
    .peers = "compose-go:files/none",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::missing_compose_file_named
