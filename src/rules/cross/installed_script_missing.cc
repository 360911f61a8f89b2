#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "project/facts.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/called_script.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::installed_script_missing {

static bool is_script_name(std::string_view path) { return path.ends_with(".sh") || path.ends_with(".bash"); }

static bool is_there(const project::Project& project, std::string_view path) {
  const project::PathState state = project.path_state(path);
  return state != project::PathState::missing;
}

/// What an absolute path means in the repository, where it is below a folder that holds a checkout of it.
static std::optional<std::string_view> in_checkout(const project::Project& project, std::string_view path) {
  for (const std::string_view root : project::fact<install_roots>(project))
    if (path.size() > root.size() + 1 && path.starts_with(root) && path[root.size()] == '/')
      return path.substr(root.size() + 1);
  return std::nullopt;
}

/// A file of the same name somewhere in the tree; "" for none.
static std::string_view elsewhere(const project::Project& project, std::string_view path) {
  for (const project::Project::TreePath* const entry : project::paths_named(project, base_name(path)))
    if (!entry->directory) return entry->path;
  return {};
}

static void tell(const project::File& file, Span span, std::string_view written, std::string_view other,
                 Report& report) {
  Builder finding = other.empty() ? report.at(span, "`{}` is not in the repository", written)
                                  : report.at(span, "`{}` is not in the repository; `{}` is", written, other);
  if (is_about_copies(file) || is_copies_name(written)) finding.rung(Rung::keep);
  if (file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation)
    finding.severity(Severity::low);
}

static void check_installed(const project::File& file, std::string_view path, Span span, Report& report) {
  const project::Project& project = report.project();
  const std::optional<std::string_view> inner = in_checkout(project, path);
  if (!inner.has_value() || is_there(project, *inner)) return;
  const std::string_view folder = project::parent_path(*inner);
  const std::string_view other = elsewhere(project, *inner);
  // A folder that the tree lacks is one that the machine has besides.
  if (!folder.empty() && !is_there(project, folder) && other.empty()) return;
  tell(file, span, path, other, report);
}

/// `"$ROOT/ops/backup.sh"`: from the root, from the script's own folder, or from one above it.
static void check_behind_variable(const project::File& file, const shell::Word& word, Report& report) {
  const project::Project& project = report.project();
  const std::string_view path = behind_variable(word);
  if (path.empty() || !is_script_name(path)) return;
  const std::string_view own = project::parent_path(file.path);
  const bool is_own_folder = word.expansions.front().kind == shell::ExpansionKind::command;
  bool folder_is_there = false;
  for (const std::string_view from : {own, project::parent_path(own), std::string_view()}) {
    if (is_own_folder && from != own) continue;
    const std::optional<std::string> joined = project::join_path(from, path);
    if (!joined.has_value()) return;
    // Tools make what Git leaves out, as those that put hooks in place.
    if (is_there(project, *joined) || project::ignored_if_made(project, *joined).valid()) return;
    const std::string_view folder = project::parent_path(path);
    const std::optional<std::string> where = project::join_path(from, folder);
    folder_is_there = folder_is_there || (where.has_value() && (is_own_folder || !folder.empty()) &&
                                          (where->empty() || is_there(project, *where)));
  }
  const std::string_view other = elsewhere(project, path);
  if (!folder_is_there) return;
  if (other.ends_with("/" + std::string(path))) return;
  tell(file, word.span, word.text, other, report);
}

static bool is_guarded(const shell::Node& node) {
  for (const shell::Node* up = node.parent; up != nullptr; up = up->parent)
    if (up->kind == shell::NodeKind::if_clause ||
        (up->kind == shell::NodeKind::and_or && up->children.front() != &node && !up->children.front()->words.empty() &&
         up->children.front()->words.front().text.starts_with('[')))
      return true;
  return false;
}

/// Whether the last `cd` in front of a command goes to a folder that holds a checkout of the repository.
static bool is_in_checkout(const shell::Node& node, const shell::Script& script, const project::Project& project) {
  std::string_view folder;
  for (const shell::Node* const other : script.commands)
    if (other->span.begin < node.span.begin && (other->program == "cd" || other->program == "pushd"))
      folder = other->words.size() > 1 && other->words.back().literal ? other->words.back().text : std::string_view();
  const std::vector<std::string_view>& roots = project::fact<install_roots>(project);
  return std::ranges::binary_search(roots, folder);
}

/// `cd /srv/shop && ops/deploy.sh`
static void check_relative(const project::File& file, const shell::Word& word, Report& report) {
  const project::Project& project = report.project();
  const std::optional<std::string> path = project::join_path("", word.text);
  if (!path.has_value() || is_there(project, *path)) return;
  const std::string_view folder = project::parent_path(*path);
  const std::string_view other = elsewhere(project, *path);
  if (!folder.empty() && !is_there(project, folder) && other.empty()) return;
  tell(file, word.span, word.text, other, report);
}

static void check_script(const project::File& file, const shell::Script& script, Report& report) {
  for (const shell::Node* const node : script.commands) {
    const shell::Word* const word = called_script(shell::invocation(*node));
    if (word == nullptr || is_guarded(*node)) continue;
    if (word->literal && word->text.starts_with('/') && is_script_name(word->text))
      check_installed(file, word->text, word->span, report);
    else if (word->literal && is_script_name(word->text) && !word->text.starts_with('~') &&
             !word->text.starts_with("..") && is_in_checkout(*node, script, report.project()))
      check_relative(file, *word, report);
    else if (file.kind == project::FileKind::script)
      check_behind_variable(file, *word, report);
  }
}

/// `ExecStart=/opt/shop/ops/backup.sh --all` of a unit.
static void check_unit(const project::File& file, Report& report) {
  const Source& source = report.project().sources[file.source];
  const std::string_view text = source.text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t equals = line.find('=');
    if (line.starts_with("Exec") && equals != std::string_view::npos) {
      const std::size_t from = line.find_first_not_of("-@+!: ", equals + 1);
      for (std::size_t at = from; at < line.size();) {
        const std::size_t stop = std::min(line.find(' ', at), line.size());
        const std::string_view word = line.substr(at, stop - at);
        const auto place = static_cast<std::uint32_t>(begin + at);
        if (word.starts_with('/') && is_script_name(word))
          check_installed(file, word, {file.source, place, place + static_cast<std::uint32_t>(word.size())}, report);
        at = stop + 1;
      }
    }
    begin = end + 1;
  }
}

static void check(const project::File& file, Report& report) {
  if (!file.has_content) return report.skip();
  const bool is_unit = file.path.ends_with(".service");
  if (!is_unit && file.script == nullptr && file.embedded.empty()) return report.skip();
  if (is_unit) check_unit(file, report);
  if (file.script != nullptr) check_script(file, *file.script, report);
  for (const shell::Script* const script : file.embedded)
    if (script != nullptr) check_script(file, *script, report);
}

extern const Rule rule = {
    .code = "SW5700",
    .summary = "Script that is called where the repository is installed and is not in it",
    .why =
        "The cron line, the unit or the script that calls it fails with `No such file or directory`, as a rule at "
        "night and where nobody looks.",
    .remedy = "Correct the path, or commit the script.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::installed_script_missing
