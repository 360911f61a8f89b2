#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::built_dockerfile_missing {

/// A file beside it from which something makes it: `Dockerfile.template`, `Dockerfile.in`, `Dockerfile.j2`.
static bool has_template(const project::Project& project, std::string_view path) {
  const std::vector<std::string_view> beside = project.children(project::parent_path(path));
  return std::any_of(beside.begin(), beside.end(), [&](std::string_view other) {
    return other.starts_with(std::string(path) + ".") &&
           is_one_of("template tmpl tpl in j2 jinja jinja2 erb mustache m4", other.substr(path.size() + 1));
  });
}

/// Whether the folder is not in the tree and the file speaks of it before: a step makes it, or clones something there.
static bool has_folder_made(const project::Project& project, const project::BuildCommand& command) {
  const std::string_view folder = project::parent_path(command.dockerfile);
  // A name alone, such as `docker`, stands in many a file.
  if (!contains(folder, "/") || project.path_state(folder) != project::PathState::missing) return false;
  const std::string_view text = project.sources[command.file->source].text();
  return contains(text.substr(0, std::min<std::size_t>(command.span.begin, text.size())), folder);
}

/// Whether the script takes in a file of which only a run knows the name before it builds: it may set the variables of
/// the command anew.
static bool may_be_set_anew(const project::BuildCommand& command) {
  const shell::Script* const script = command.file->script;
  if (script == nullptr || script->span.file != command.span.file) return false;
  const bool takes_in = std::ranges::any_of(script->commands, [&](const shell::Node* node) {
    return node->span.begin < command.span.begin && is_one_of("source .", node->program) && node->words.size() > 1 &&
           !node->words.back().literal;
  });
  if (!takes_in) return false;
  return std::ranges::any_of(script->commands, [&](const shell::Node* node) {
    return node->span.begin <= command.span.begin && node->span.end >= command.span.end &&
           std::ranges::any_of(node->words, [](const shell::Word& word) { return !word.literal; });
  });
}

/// The folder that a CI file runs in: the root of its repository, which may have been copied into this one.
static std::string_view root_of_ci(std::string_view path) {
  const std::size_t hidden = path.find(".github/");
  return hidden == 0                        ? std::string_view()
         : hidden == std::string_view::npos ? project::parent_path(path)
                                            : path.substr(0, hidden - 1);
}

static void check(const project::Project& project, Report& report) {
  if (project.build_commands.empty()) return report.skip();
  for (const project::BuildCommand& command : project.build_commands) {
    if (!command.dockerfile_known || project.path_state(command.dockerfile) != project::PathState::missing) continue;
    if (project::ignored_if_made(project, command.dockerfile).valid()) continue;
    if (waits_for_files(*command.file, command.span)) continue;
    if (project::made_by_command(project, command.dockerfile).valid() || has_template(project, command.dockerfile) ||
        has_folder_made(project, command) || may_be_set_anew(command))
      continue;
    if (command.file->kind == project::FileKind::ci) {
      const auto below = project::join_path(root_of_ci(command.file->path), command.dockerfile);
      if (below.has_value() && project.path_state(*below) != project::PathState::missing) continue;
    }
    const std::string_view near = project.nearest_path(command.dockerfile);
    Builder finding = near.empty() ? report.at(command.span, "Builds `{}`, which does not exist", command.dockerfile)
                                   : report.at(command.span, "Builds `{}`, which does not exist; `{}` does",
                                               command.dockerfile, near);
    finding.subject(command.file->path);
    // A pipeline fails for everybody, every time.
    if (command.file->kind == project::FileKind::ci) finding.severity(Severity::high);
    if (command.file->kind == project::FileKind::readme || command.file->kind == project::FileKind::documentation)
      finding.category(Category::documentation).severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW4006",
    .summary = "Build command for a Dockerfile that does not exist",
    .why = "A build script, CI job or README that names a file which is gone fails for whoever follows it.",
    .remedy = "Name the Dockerfile that is there, or remove the command.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::built_dockerfile_missing
