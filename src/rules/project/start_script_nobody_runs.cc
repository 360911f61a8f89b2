#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/migrations.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_nobody_runs {

/// Names that people give to what a container starts with, and to little else.
static bool is_start_script(std::string_view name) {
  return is_one_of(
      "entrypoint.sh docker-entrypoint.sh startup.sh docker-start.sh start-container.sh container-start.sh", name);
}

/// Whether a script ends in a program that takes its place, as start scripts do.
static bool hands_over(const shell::Script& script) {
  return std::ranges::any_of(script.commands,
                             [](const shell::Node* node) { return shell::invocation(*node).wrapped_by("exec"); });
}

/// The Dockerfile that is built in the folder of the script or one above it; null for none.
static const project::Dockerfile* dockerfile_near(const project::Project& project, std::string_view folder) {
  for (int up = 0; up < 3; ++up, folder = project::parent_path(folder)) {
    for (const project::Dockerfile& dockerfile : project.dockerfiles)
      if (!dockerfile.is_inline && project::parent_path(dockerfile.path) == folder) return &dockerfile;
    if (folder.empty()) break;
  }
  return nullptr;
}

/// How many letters of their folders two paths share.
static std::size_t shared_folders(std::string_view one, std::string_view other) {
  std::size_t shared = 0;
  for (std::size_t i = 0; i < one.size() && i < other.size() && one[i] == other[i]; ++i)
    if (one[i] == '/') shared = i + 1;
  return shared;
}

/// Whether a file that says the name of a script means one of the same name that lies nearer to it.
static bool means_nearer_one(const project::Project& project, const project::File& other, const project::File& script) {
  return std::ranges::any_of(project.files, [&](const project::File& twin) {
    return &twin != &script && project::base_name(twin.path) == project::base_name(script.path) &&
           shared_folders(other.path, twin.path) > shared_folders(other.path, script.path);
  });
}

/// What the script would do that nothing else does; "" for nothing of weight.
static std::string_view work_of(std::string_view text) {
  if (!migration_command(text).empty()) return "migrates the database";
  if (contains(text, "key:generate")) return "makes the application's key";
  if (contains(text, "collectstatic")) return "collects the static files";
  return {};
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || !is_start_script(project::base_name(file.path)) ||
      file.role == project::Role::test || file.role == project::Role::example || !hands_over(*file.script))
    return report.skip();
  const project::Dockerfile* const dockerfile = dockerfile_near(report.project(), project::parent_path(file.path));
  if (dockerfile == nullptr) return report.skip();
  // Whoever names it may run it, by whatever way.
  const std::string_view name = project::base_name(file.path);
  for (const project::File& other : report.project().files)
    if (&other != &file && other.has_content && contains(report.project().sources[other.source].text(), name) &&
        !means_nearer_one(report.project(), other, file))
      return;
  const std::string_view work = work_of(report.project().sources[file.source].text());
  Builder finding =
      report.at({file.source, 0, 0}, "Nothing starts `{}`: no image, no stack and no script names it", file.path);
  if (work.empty()) finding.severity(Severity::low);
  if (!work.empty())
    finding.note(dockerfile->parsed->stages.empty() ? Span() : dockerfile->parsed->stages.back()->from->span,
                 "This image starts without it, though it {}", OurWords{work});
}

extern const Rule rule = {
    .code = "SW7188",
    .summary = "Start script that nothing starts",
    .why =
        "What it does before the program never happens: tables are not made, keys are missing, files are not "
        "collected. Whoever reads it believes otherwise.",
    .remedy = "Name it as the ENTRYPOINT of the image, or delete it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::start_script_nobody_runs
