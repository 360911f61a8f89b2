#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/named_paths.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::copied_file_missing {

/// A template that is copied when a deployment is set up: `.env.example`, `config.sample.yml`.
static bool is_template_name(std::string_view path) {
  const std::string_view name = base_name(path);
  for (const std::string_view part : {"example", "sample", "template", ".dist", "default"})
    if (contains(name, part)) return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  const bool counts = subject.site == CommandSite::script || subject.site == CommandSite::make ||
                      subject.site == CommandSite::ci || subject.site == CommandSite::readme;
  if (!counts || subject.file == nullptr) return report.skip();
  const auto operands = subject.invocation.operands({"-t", "--target-directory"});
  if (operands.size() != 2 || !operands[0]->literal || !is_template_name(operands[0]->text)) return report.skip();
  const std::string_view path = operands[0]->text;
  if (path.starts_with('/') || path.starts_with('~') || path.find_first_of("*?[<") != std::string_view::npos)
    return report.skip();
  if (subject.site == CommandSite::readme && (!is_guide(*subject.file) || said_before(subject, path)))
    return report.skip();
  const project::Project& project = report.project();
  // `cd` and clones lead to folders that are not followed: the path below any folder of the tree, or made by a command,
  // will do.
  const auto joined = project::join_path("", path);
  const std::string_view below = joined.has_value() ? std::string_view(*joined) : base_name(path);
  // A guide may begin at the folder around the clone: `cp shop/.env.example shop/.env`.
  const std::string_view in_clone =
      subject.site == CommandSite::readme ? below.substr(std::min(below.find('/') + 1, below.size())) : below;
  const auto ends_in_it = [&](const project::Project::TreePath* entry) {
    const std::string_view each = entry->path;
    return each == below || (each == in_clone && contains(in_clone, "/")) ||
           (each.ends_with(below) && each[each.size() - below.size() - 1] == '/');
  };
  if (std::ranges::any_of(project::paths_named(project, base_name(path)), ends_in_it) ||
      project::made_by_command(project, path).valid())
    return;
  if (!joined.has_value() || project.path_state(*joined) == project::PathState::unknown ||
      project::ignored_if_made(project, *joined).valid())
    return report.skip();
  // Another repository is what is set up.
  const std::string_view text = project.sources[subject.file->source].text();
  if (contains(text, "git submodule") || (subject.site != CommandSite::readme && contains(text, "git clone")))
    return report.skip();
  if (status_is_asked(*subject.invocation.node) || is_in_folder_of_others(subject, project) ||
      is_of_cloned_software(subject, project))
    return report.skip();
  const std::string_view target = base_name(operands[1]->text);
  std::string_view near;
  for (const project::File& file : project.files)
    if (near.empty() && file.kind == project::FileKind::env_template && target.starts_with(".env")) near = file.path;
  if (near.empty())
    report.at(operands[0]->span, "`{}` is not in the repository", path);
  else
    report.at(operands[0]->span, "`{}` is not in the repository; `{}` is", path, near);
}

static constexpr std::string_view programs[] = {"cp", "copy"};

extern const Rule rule = {
    .code = "SW4577",
    .summary = "Template that is copied and does not exist",
    .why = "The first step of the set-up fails with `No such file or directory`.",
    .remedy = "Correct the name, or commit the template.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .strength = "copy templates that exist",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::copied_file_missing
