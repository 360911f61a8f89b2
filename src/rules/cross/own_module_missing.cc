#include "project/application.h"
#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::own_module_missing {

/// Whether a build, or somebody before it, makes the file: Git ignores it, a command writes it.
static bool may_be_made(const project::Project& project, std::string_view path) {
  for (const std::string_view ending : {"", ".py", ".js", ".ts", "/index.js", "/index.ts", "/__init__.py"}) {
    const std::string file = std::string(path) + std::string(ending);
    if (project.path_state(file) != project::PathState::missing || project::ignored_if_made(project, file) != nullptr ||
        (!ending.empty() && project::made_by_command(project, file).valid()))
      return true;
  }
  return false;
}

/// Whether a file imports from folders that are not there: a build copies it to where its imports lead somewhere.
static bool is_moved(const project::Project& project, const std::vector<code::AbsentModule>& all, FileId file) {
  constexpr int most = 2;
  int of_file = 0;
  for (const code::AbsentModule& absent : all) {
    if (absent.span.file != file) continue;
    ++of_file;
    const std::string_view folder = project::parent_path(absent.path);
    if (!folder.empty() && project.path_state(folder) != project::PathState::directory) return true;
  }
  return of_file > most;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.sources.empty()) return report.skip();
  for (const code::AbsentModule& absent : application->program.absent_modules) {
    if (may_be_made(report.project(), absent.path) ||
        is_moved(report.project(), application->program.absent_modules, absent.span.file))
      continue;
    const std::string_view near = report.project().nearest_path(absent.path);
    Builder finding = near.empty()
                          ? report.at(absent.span, "`{}` imports `{}` here, which the repository does not have",
                                      service.name, absent.module)
                          : report.at(absent.span, "`{}` imports `{}` here, which is not there; `{}` is", service.name,
                                      absent.module, near);
    finding.note(service.span, "`{}` starts it", service.name);
  }
}

extern const Rule rule = {
    .code = "SW4700",
    .summary = "Own module that is imported and not there",
    .why =
        "A bundler or compiler stops at it, and what is interpreted ends at its first line with `Cannot find module` "
        "or "
        "`ModuleNotFoundError`.",
    .remedy = "Add the file, or name the one that is meant; look whether an ignore pattern has swallowed it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .strength = "import only modules that are there",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::own_module_missing
