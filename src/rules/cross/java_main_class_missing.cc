#include <algorithm>
#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::java_main_class_missing {

/// The class that `java -cp ... org.example.Main` starts; "" for `-jar` and for what cannot be told.
static std::string_view main_class(const project::StartedProgram& started) {
  bool has_path = false;
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    const std::string_view word = started.arguments[at];
    if (is_one_of("-jar -m --module --source", word)) return {};
    if (is_one_of("-cp -classpath --class-path -p --module-path --add-modules --add-opens --add-exports", word)) {
      has_path = has_path || is_one_of("-cp -classpath --class-path", word);
      ++at;
      continue;
    }
    if (word.starts_with('-') || word.starts_with('@')) continue;
    return has_path ? word : std::string_view{};
  }
  return {};
}

/// Sources of a language of the Java machine.
static bool is_source(std::string_view path) {
  return path.ends_with(".java") || path.ends_with(".kt") || path.ends_with(".scala") || path.ends_with(".groovy");
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value() || base_name(started->word) != "java" || service.stage == nullptr) return report.skip();
  const std::string_view name = main_class(*started);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || name.find_first_of("$/ ") != std::string_view::npos) return report.skip();
  std::string folder = "/" + std::string(name.substr(0, dot)) + "/";
  std::ranges::replace(folder, '.', '/');
  std::string_view simple = name.substr(dot + 1);
  // Kotlin puts what stands outside of classes in `App.kt` into the class `AppKt`.
  if (simple.ends_with("Kt")) simple.remove_suffix(2);
  bool own_package = false;
  std::string_view near;
  for (const project::Project::TreePath& entry : report.project().tree) {
    const std::string path = "/" + std::string(entry.path);
    if (entry.directory || !is_source(path) || !contains(path, folder)) continue;
    const std::string_view file = before(base_name(entry.path), '.');
    if (!path.ends_with(folder + std::string(base_name(entry.path)))) continue;
    own_package = true;
    // A file of Kotlin or Scala may hold several classes.
    if (file == simple || !entry.path.ends_with(".java")) return;
    if (contains(file, "Application") || contains(file, "Main") || file.starts_with(simple)) near = file;
  }
  if (!own_package) return report.skip();
  Builder finding =
      near.empty()
          ? report.at(started->span, "`{}` starts the class `{}`, which is not among the sources of its package",
                      service.name, name)
          : report.at(started->span,
                      "`{}` starts the class `{}`, which is not among the sources of its package; `{}` is",
                      service.name, name, near);
  finding.note(service.stage->from->span, "The image begins here");
}

extern const Rule rule = {
    .code = "SW4886",
    .summary = "Java program with a main class that does not exist",
    .why = "Java ends at once: `Error: Could not find or load main class`.",
    .remedy = "Name the class that has the `main` method, with its package.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::java_main_class_missing
