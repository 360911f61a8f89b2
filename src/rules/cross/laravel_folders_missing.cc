#include <algorithm>
#include <string>
#include <string_view>

#include "knowledge/written_folders.h"
#include "project/container_files.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/service_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::laravel_folders_missing {

/// The folder of the tree with the sources that a service runs, when a framework knows them by its marker: of a mount,
/// else of what its image copies.
struct Sources {
  const knowledge::WrittenFolders* framework = nullptr;
  std::string folder;                              ///< Relative to the root.
  std::string inside;                              ///< Where they are in the container.
  Span span;                                       ///< What puts them there.
  const project::BuildContext* context = nullptr;  ///< Of the image that has them; null for a mount.
};

static const knowledge::WrittenFolders* framework_of(const project::Project& project, std::string_view folder) {
  for (const knowledge::WrittenFolders& row : knowledge::tables::written_folders) {
    const auto marker = project::join_path(folder, row.marker);
    if (!row.needed.empty() && marker.has_value() && project.path_state(*marker) == project::PathState::file)
      return &row;
  }
  return nullptr;
}

static Sources sources_of(const project::Project& project, const project::Service& service) {
  const std::string_view inside = service.working_dir.value;
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.type == compose::MountType::bind && mount.inside_root && project::is_below(inside, mount.target))
      if (const knowledge::WrittenFolders* const row = framework_of(project, mount.host_path); row != nullptr)
        return {row, std::string(mount.host_path), std::string(mount.target), mount.span()};
  const project::BuildContext* const context = project::build_context(project, service);
  if (context == nullptr || service.stage == nullptr || inside.empty()) return {};
  const project::ImageView image{project,          *service.stage, context->context,
                                 &context->ignore, nullptr,        context->arguments()};
  const auto folder = project::context_folder(image, inside);
  if (!folder.has_value()) return {};
  return {framework_of(project, *folder), *folder, std::string(inside), service.stage->base_span, context};
}

/// Whether a step of the image, or the start, speaks of a folder and may make it.
static bool is_spoken_of(const project::Service& service, std::string_view name, Report& report) {
  if (contains(command_text(report.project(), service), name)) return true;
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
           return contains(report.text(instruction->span), name);
         });
}

/// Whether the ignore file keeps a folder of the context from the image, with all that Git keeps it by.
static bool is_left_out(const Sources& sources, std::string_view path) {
  if (sources.context == nullptr) return false;
  const std::string_view context = sources.context->context;
  return sources.context->ignore.excludes(path.substr(context.empty() ? 0 : std::min(context.size() + 1, path.size())));
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.active || !service.builds) return report.skip();
  const Sources sources = sources_of(project, service);
  if (sources.framework == nullptr) return report.skip();
  for (const std::string_view folder : sources.framework->needed) {
    const auto path = project::join_path(sources.folder, folder);
    if (!path.has_value()) continue;
    const bool left_out = is_left_out(sources, *path);
    if ((!left_out && project.path_state(*path) != project::PathState::missing) ||
        has_mount_within(service, project::container_path(sources.inside, folder), sources.inside) ||
        is_spoken_of(service, project::base_name(folder), report))
      continue;
    if (left_out)
      report
          .at(sources.span, "{} of `{}` needs the folder `{}`, which `.dockerignore` leaves out and nothing makes",
              sources.framework->framework, service.name, folder)
          .note(service.span, "`{}` runs these sources", service.name);
    else
      report
          .at(sources.span, "{} of `{}` needs the folder `{}`, which the repository lacks and nothing makes",
              sources.framework->framework, service.name, folder)
          .note(service.span, "`{}` runs these sources", service.name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4143",
    .summary = "Folder of the framework's own that is not in the repository",
    .why =
        "The framework makes files in these folders, not the folders: `composer install` ends with `The "
        "bootstrap/cache "
        "directory must be present and writable`, and the first page with `Please provide a valid cache path`.",
    .remedy = "Keep the folder in Git by a `.gitignore` inside, or make it in the Dockerfile with `mkdir -p`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "have the folders that their framework needs",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::laravel_folders_missing
