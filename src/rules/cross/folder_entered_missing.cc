#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/ci.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::folder_entered_missing {

/// Whether something before makes the folder, or brings it.
static bool may_be_made(const shell::Script& script, const shell::Node& node, std::string_view folder) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* other) {
    return other->span.begin < node.span.begin &&
           (is_one_of("mkdir git tar unzip cp mv ln degit npx npm", other->program) || other->program == "cd" ||
            std::ranges::any_of(other->words, [&](const shell::Word& word) { return contains(word.text, folder); }));
  });
}

static bool is_missing(const project::Project& project, std::string_view from, std::string_view folder) {
  if (folder.empty() || contains("/~.$-", folder.substr(0, 1)) || contains(folder, "$") || contains(folder, "*") ||
      contains(folder, "{"))
    return false;
  const std::optional<std::string> path = project::join_path(from, folder);
  return path.has_value() && project.path_state(*path) == project::PathState::missing &&
         !project::ignored_if_made(project, *path).valid();
}

static void tell(std::string_view folder, Span span, Report& report) {
  report.at(span, "The repository has no folder `{}`, so this fails", folder);
}

/// `"build": "cd server && npm ci"` of a package.json, and the same of a recipe: the first thing that it does.
static void check_scripts(const project::File& file, Report& report) {
  for (const shell::Script* const script : file.embedded) {
    if (script == nullptr || script->commands.empty()) continue;
    for (const shell::Node* const node : script->commands) {
      if (node->program != "cd" || node->words.size() != 2 || !node->words[1].literal) continue;
      if (may_be_made(*script, *node, node->words[1].text)) break;
      if (is_missing(report.project(), project::parent_path(file.path), node->words[1].text))
        tell(node->words[1].text, node->words[1].span, report);
      break;
    }
  }
}

/// `working-directory` of the steps of a workflow that checks nothing else out.
static void check_workflow(const project::File& file, Report& report) {
  bool others = false;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const with = step.get("with");
    others = others || (with != nullptr && with->resolved().is_mapping() &&
                        (with->resolved().get("repository") != nullptr || with->resolved().get("path") != nullptr));
  });
  if (others) return;
  for_each_github_step(file, [&](const yaml::Node& step) {
    const yaml::Node* const folder = step.get("working-directory");
    if (folder == nullptr || !folder->resolved().is_scalar()) return;
    const std::string_view text = folder->resolved().text;
    if (is_missing(report.project(), "", text.starts_with("./") ? text.substr(2) : text))
      tell(text, folder->resolved().span, report);
  });
}

static void check(const project::File& file, Report& report) {
  using project::FileKind;
  if (!file.has_content) return report.skip();
  const bool has_scripts = file.kind == FileKind::package_json || file.kind == FileKind::makefile;
  const bool is_workflow = file.kind == FileKind::ci && file.path.starts_with(".github/workflows/");
  if (!has_scripts && !is_workflow) return report.skip();
  if (has_scripts)
    check_scripts(file, report);
  else
    check_workflow(file, report);
}

extern const Rule rule = {
    .code = "SW5703",
    .summary = "Folder that a script, recipe or step goes to and that does not exist",
    .why = "`No such file or directory` ends the script, recipe or step before it has done anything.",
    .remedy = "Correct the name of the folder.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::folder_entered_missing
