#include "rules/rule.h"

#include <optional>
#include <string_view>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ignore_file_never_read {

/// A script or job that may put the file in place.
static bool is_used(const project::Project& project, std::string_view name) {
  for (const project::File& file : project.files) {
    const bool runs = file.kind == project::FileKind::script || file.kind == project::FileKind::ci ||
                      file.kind == project::FileKind::makefile;
    if (runs && contains(project.sources[file.source].text(), name)) return true;
  }
  return false;
}

/// The context with which the Dockerfiles beside a `.dockerignore` are built, when no build takes the folder itself;
/// nothing when some build does, may do, or there is none.
static std::optional<std::string_view> other_context(const project::Project& project, std::string_view folder) {
  std::optional<std::string_view> other;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const bool is_beside = !dockerfile.is_inline && project::parent_path(dockerfile.file->path) == folder;
    if (is_beside && dockerfile.builds.empty()) return std::nullopt;
    for (const project::BuildUse& build : dockerfile.builds) {
      if (!build.context_known ? is_beside : build.context == folder) return std::nullopt;
      if (is_beside) other = build.context;
    }
  }
  return other;
}

/// The first of the contexts when all Dockerfiles below a folder are built with folders below it; nothing when some
/// build takes the folder, may do so, or there is none.
static std::optional<std::string_view> lower_context(const project::Project& project, std::string_view folder) {
  std::optional<std::string_view> lower;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const bool is_below = !dockerfile.is_inline && project::is_below(dockerfile.file->path, folder);
    if (is_below && (dockerfile.builds.empty() || project::parent_path(dockerfile.file->path) == folder))
      return std::nullopt;
    for (const project::BuildUse& build : dockerfile.builds) {
      if (!build.context_known || build.context == folder) return std::nullopt;
      if (is_below && project::is_below(build.context, folder) && !lower.has_value()) lower = build.context;
    }
  }
  return lower;
}

static void check(const project::Project& project, Report& report) {
  constexpr std::string_view ending = ".dockerignore";
  bool any = false;
  for (const project::Project::TreePath& entry : project.tree) {
    const std::string_view name = base_name(entry.path);
    if (name.size() < ending.size() || entry.directory || entry.ignored || !contains(name, ending)) continue;
    any = true;
    const project::File* const file = project.file(entry.path);
    const Span place = file != nullptr ? Span{file->source, 0, 0} : Span{};
    if (name == ending) {
      if (const auto context = other_context(project, project::parent_path(entry.path)); context.has_value())
        report
            .at(place, "No builder reads `{}`: the Dockerfile beside it is built with the context `{}`", entry.path,
                context->empty() ? std::string_view(".") : *context)
            .confidence(Confidence::likely);
      else if (const auto lower = lower_context(project, project::parent_path(entry.path)); lower.has_value())
        report
            .at(place, "No builder reads `{}`: every build takes a folder below it, such as `{}`", entry.path, *lower)
            .confidence(Confidence::likely);
    } else if (name.ends_with(ending)) {
      // Read for the Dockerfile of that name beside it.
      const std::string_view beside = entry.path.substr(0, entry.path.size() - ending.size());
      if (project.path_state(beside) == project::PathState::missing)
        report.at(place, "No builder reads `{}`, because there is no Dockerfile `{}`", entry.path, beside);
    } else if (!is_used(project, name)) {
      report.at(place, "No builder reads `{}`; for one Dockerfile it is called `Dockerfile.dockerignore` after it",
                entry.path);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7106",
    .summary = "Ignore file that no builder reads",
    .why = "What it lists goes into the build context all the same, secrets and `.git` too.",
    .remedy = "Name it `.dockerignore` in the context, or after its Dockerfile: `Dockerfile.prod.dockerignore`.",
    .references = "https://docs.docker.com/build/concepts/context/#filename-and-location",
    .severity = Severity::low,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::ignore_file_never_read
