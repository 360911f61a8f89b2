#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::code_file_not_in_image {

/// `path` seen from the folder of another; "" when it does not lie below it.
static std::string_view below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return path;
  return project::is_below(path, folder) && path.size() > folder.size() ? path.substr(folder.size() + 1)
                                                                        : std::string_view{};
}

/// Whether the install takes a dependency from the repository: its range says so, or one workspace holds both packages.
/// A package with a lock file of its own gets it from the registry, whatever the repository has of the name.
static bool is_taken_from_tree(const project::Manifest& package, const project::Dependency& dependency,
                               const project::Manifest& other) {
  for (const std::string_view protocol : {"workspace:", "file:", "link:", "portal:"})
    if (dependency.version.starts_with(protocol)) return true;
  return package.lock == other.lock &&
         (package.lock == nullptr || project::parent_path(package.lock->path) != package.folder);
}

/// Whether a program loads a package, or a part of it, whatever happens.
static bool loads(const code::Program& program, std::string_view package) {
  return std::ranges::any_of(program.start.imports, [&](const code::NamedPlace& import) {
    return import.name == package || (import.name.starts_with(package) && import.name.size() > package.size() &&
                                      import.name[package.size()] == '/');
  });
}

/// Manifests of the repository's own packages that a program loads and its package depends on.
static std::vector<std::string_view> own_packages(const project::Project& project, const code::Program& program) {
  const std::string_view entry = program.sources.front();
  std::vector<std::string_view> result;
  const project::Manifest* const package =
      project::nearest_manifest(project, project::parent_path(entry), project::Ecosystem::node);
  if (package == nullptr) return result;
  for (const project::Manifest& other : project::manifests(project)) {
    if (other.ecosystem != project::Ecosystem::node || &other == package || !other.name) continue;
    const project::Dependency* const dependency = package->dependency(other.name.text);
    if (dependency != nullptr && !dependency->development && loads(program, other.name.text) &&
        is_taken_from_tree(*package, *dependency, other))
      result.push_back(other.file->path);
  }
  return result;
}

/// An interpreter reads the files where they lie: what the file that is started imports must be in the image as well.
static void check_interpreted(const project::Service& service, const project::Application& application,
                              Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value()) return report.skip();
  std::vector<std::string_view> sources = application.program.sources;
  const std::vector<std::string_view> packages = own_packages(report.project(), application.program);
  sources.insert(sources.end(), packages.begin(), packages.end());
  sources.insert(sources.end(), application.program.data.begin(), application.program.data.end());
  // Where the file that is started lies in the image tells where the others must be.
  const std::string_view entry = sources.front();
  std::string home;
  // A command names the file itself, or a module below the working directory.
  std::vector<std::string_view> words = started->arguments;
  for (std::size_t at = 0; at < entry.size(); at = std::min(entry.find('/', at), entry.size() - 1) + 1)
    words.push_back(entry.substr(at));
  for (const std::string_view word : words) {
    const project::ContainerFile file = project::container_file(report.project(), service, word);
    if (file.mount != nullptr || file.image.origin != project::ImageFileOrigin::context_file ||
        file.image.source_path != entry)
      continue;
    home = project::parent_path(project::container_path(service.working_dir.value, word));
    break;
  }
  if (home.empty()) return report.skip();
  std::string_view folder = project::parent_path(entry);
  for (const std::string_view source : std::span(sources).subspan(1)) {
    std::string place = home;
    std::string_view from = folder;
    while (below(source, from).empty() && !from.empty()) {
      from = project::parent_path(from);
      place += "/..";
    }
    place = project::container_path("/", place + "/" + std::string(below(source, from)));
    if (project::mount_over(service, place) != nullptr) continue;
    const project::ContainerFile file = project::container_file(report.project(), service, place);
    if (file.state != project::ContainerFile::State::absent) continue;
    report
        .at(started->span, "`{}` runs `{}`, whose import `{}` nothing copies to `{}`", service.name, entry, source,
            place)
        .note(image_span(service), "The image begins here")
        .confidence(Confidence::likely);
    return;
  }
}

/// The compiler of Go stops at a package of the module that is not there.
static void check_go(const project::Service& service, const project::Application& application, Report& report) {
  if (service.dockerfile == nullptr) return report.skip();
  const project::Project& project = report.project();
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    if (step.invocation.program != "go" || !is_one_of("build install", step.invocation.verb())) continue;
    const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::go, step.folder);
    if (manifest == nullptr || may_fail(*step.invocation.node)) continue;
    for (const std::string_view source : application.program.sources) {
      const std::string_view inside = below(source, manifest->folder);
      if (inside.empty()) continue;
      const std::string place = project::container_path(step.folder, inside);
      if (!certainly_absent(project, step, place)) continue;
      report
          .at(step.invocation.span(), "The program of `{}` imports the package `{}`, which no COPY before this brings",
              service.name, project::parent_path(source))
          .confidence(confidence_of(*step.context))
          .rung(Rung::build);
      return;
    }
  }
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.sources.empty() || service.stage == nullptr) return report.skip();
  const std::string_view entry = application->program.sources.front();
  if (entry.ends_with(".go")) return check_go(service, *application, report);
  if (entry.ends_with(".js") || entry.ends_with(".mjs") || entry.ends_with(".cjs") || entry.ends_with(".py"))
    return check_interpreted(service, *application, report);
  report.skip();
}

extern const Rule rule = {
    .code = "SW4472",
    .summary = "Own source file that is imported and not copied",
    .why = "The interpreter ends with `Cannot find module` or `ModuleNotFoundError`; a compiler stops the build.",
    .remedy = "Copy the folder of the import as well, and keep `.dockerignore` from leaving it out.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "have all of their own sources in the image",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::code_file_not_in_image
