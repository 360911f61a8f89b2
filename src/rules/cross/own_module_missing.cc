#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/git_ignore.h"
#include "project/made_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::own_module_missing {

/// Whether a build, or somebody before it, makes the file: Git ignores it, a command writes it. What a compiler makes
/// of TypeScript (`*.js` in `.gitignore`) takes a source of that name, which is not there either. A pattern for a
/// folder that takes sources by mistake is kept in `swallowed`.
static bool may_be_made(const project::Project& project, std::string_view path, std::string_view importer,
                        bool by_commands, Span& swallowed) {
  const bool typescript = importer.ends_with(".ts") || importer.ends_with(".tsx");
  for (const std::string_view ending : {"", ".py", ".js", ".ts", "/index.js", "/index.ts", "/__init__.py"}) {
    if (typescript && ending.ends_with(".js")) continue;
    const std::string file = std::string(path) + std::string(ending);
    if (project.path_state(file) != project::PathState::missing ||
        (by_commands && !ending.empty() && project::made_by_command(project, file).valid()))
      return true;
    const Span pattern = project::ignored_if_made(project, file);
    if (!pattern.valid()) continue;
    if (!project::ignores_folder_of(project, pattern, file)) return true;
    swallowed = pattern;
  }
  return false;
}

/// Whether `../x` is where `./x` is meant: what is imported lies that way, seen from the file that imports it.
static bool is_one_folder_too_high(const project::Project& project, const code::AbsentModule& absent) {
  if (!absent.module.starts_with("../") || absent.module.starts_with("../../")) return false;
  const std::string_view inner = absent.module.substr(3);
  const std::string_view beside = project::parent_path(project.sources[absent.span.file].path());
  const auto meant = project::join_path(beside, inner);
  if (!meant.has_value() || !contains(inner, "/")) return false;
  return std::ranges::any_of(std::initializer_list<std::string_view>{".ts", ".js", "/index.ts", "/index.js", ".py"},
                             [&](std::string_view ending) {
                               return project.path_state(*meant + std::string(ending)) == project::PathState::file;
                             });
}

/// Whether a file imports from folders that are not there: a build copies it to where its imports lead somewhere.
static bool is_moved(const project::Project& project, const std::vector<code::AbsentModule>& all, FileId file) {
  constexpr int most = 2;
  int of_file = 0;
  for (const code::AbsentModule& absent : all) {
    if (absent.span.file != file) continue;
    ++of_file;
    if (is_one_folder_too_high(project, absent)) continue;
    const std::string_view folder = project::parent_path(absent.path);
    if (!folder.empty() && project.path_state(folder) != project::PathState::directory) return true;
  }
  return of_file > most;
}

/// A package of Go: a folder. Where Git ignores a folder of that name, the pattern was meant for another one.
static void report_package(const project::Service& service, const code::AbsentModule& absent, Report& report) {
  const Span ignored =
      project::ignored_if_made(report.project(), absent.path + "/" + std::string(base_name(absent.path)) + ".go");
  Builder finding =
      ignored.valid()
          ? report.at(absent.span, "`{}` imports `{}`, which is not there: a pattern of `{}` keeps Git from taking it",
                      service.name, absent.module, report.project().file(ignored.file)->path)
          : report.at(absent.span, "`{}` imports `{}`, which the repository does not have", service.name,
                      absent.module);
  finding.rung(Rung::build).note(service.span, "`{}` is built from it", service.name);
  if (ignored.valid()) finding.note(ignored, "Let the pattern begin with `/`, or name the folder");
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.sources.empty()) return report.skip();
  if (application->program.sources.front().ends_with(".go")) {
    for (const code::AbsentModule& absent : application->program.absent_modules)
      if (report.project().path_state(absent.path) == project::PathState::missing)
        return report_package(service, absent, report);
    return;
  }
  for (const code::AbsentModule& absent : application->program.absent_modules) {
    // What lies a folder lower is what is meant, whatever commands make elsewhere.
    const bool by_commands = !is_one_folder_too_high(report.project(), absent);
    Span swallowed;
    if (may_be_made(report.project(), absent.path, report.project().sources[absent.span.file].path(), by_commands,
                    swallowed) ||
        (!swallowed.valid() && is_moved(report.project(), application->program.absent_modules, absent.span.file)))
      continue;
    const std::string meant = by_commands ? std::string() : "./" + std::string(absent.module.substr(3));
    const std::string_view near = meant.empty() ? report.project().nearest_path(absent.path) : std::string_view(meant);
    Builder finding = near.empty()
                          ? report.at(absent.span, "`{}` imports `{}` here, which the repository does not have",
                                      service.name, absent.module)
                          : report.at(absent.span, "`{}` imports `{}` here, which is not there; `{}` is", service.name,
                                      absent.module, near);
    finding.note(service.span, "`{}` starts it", service.name);
    if (swallowed.valid())
      finding.note(swallowed, "This pattern keeps Git from taking it; let it begin with `/`, or name the folder");
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
