#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "project/application.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/next_standalone.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::standalone_server_elsewhere {

/// The folder of the image above a package, or its own, that has a lock file: what Next.js takes for the root of the
/// workspace, below which its output repeats the folders. Nothing when a step may put one elsewhere, or none is there.
static std::optional<std::string> traced_from(const project::ImageView& image, const std::string& package) {
  for (std::string folder = package;; folder = project::parent_path(folder)) {
    for (const std::string_view name : {"pnpm-lock.yaml", "package-lock.json", "yarn.lock", "bun.lock", "bun.lockb"}) {
      const project::ImageFile lock =
          project::image_file(image, project::container_path(folder.empty() ? std::string_view("/") : folder, name));
      if (lock.origin == project::ImageFileOrigin::context_file && lock.source_in_tree)
        return folder.empty() ? "/" : folder;
    }
    if (folder.empty() || folder == "/") return std::nullopt;
  }
}

/// Whether the configuration of a package of Next.js, which has to be in sight, leaves the root to be found.
static bool finds_root(const project::Project& project, const project::Manifest& manifest) {
  for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs"}) {
    const auto path = project::join_path(manifest.folder, "next.config" + std::string(ending));
    if (!path.has_value() || project.path_state(*path) != project::PathState::file) continue;
    const code::SourceFile* const file = project::configuration(project, *path);
    return file != nullptr && contains(file->text, "standalone") && !contains(file->text, "outputFileTracingRoot") &&
           !contains(file->text, "withNx");
  }
  return false;
}

/// Before 13 a root above the package had to be named.
static bool is_old(std::string_view version) {
  while (!version.empty() && !is_digit(version.front())) version.remove_prefix(1);
  return version.empty() || (version.size() > 1 && is_one_of("9. 10 11 12", version.substr(0, 2)));
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const std::optional<project::StartedProgram> started = project::started_program(service);
  const project::BuildContext* const context = project::build_context(project, service);
  if (service.stage == nullptr || context == nullptr || !context->known || !started.has_value() ||
      !is_one_of("node bun", base_name(started->word)) || started->arguments.empty() ||
      base_name(started->arguments.front()) != "server.js" || started->folder.empty())
    return report.skip();
  const std::string asked = project::container_path(started->folder, started->arguments.front());
  bool asks = false;
  for (const StandaloneCopy& copy : standalone_copies(project, service, *context)) {
    if (is_old(copy.next->version) || !finds_root(project, *copy.manifest)) continue;
    const project::CopySource& source = *copy.source;
    const project::ImageView image{project,          *source.stage, context->context,
                                   &context->ignore, nullptr,       context->arguments()};
    const std::optional<std::string> root = traced_from(image, copy.package);
    if (!root.has_value()) continue;
    asks = true;
    const project::Destination to = project::copy_destination(
        *source.instruction, project::working_directory_at(*source.instruction), context->arguments());
    if (to.path.empty() || !project::is_below(asked, to.path == "/" ? std::string_view() : to.path)) continue;
    std::string_view inside = copy.package;
    inside.remove_prefix(std::min(inside.size(), *root == "/" ? 1 : root->size() + 1));
    const std::string made = project::container_path(
        project::container_path(to.path, inside.empty() ? std::string_view(".") : inside), "server.js");
    // Another COPY may bring a server of one's own.
    if (made == asked ||
        project::image_file(
            {project, *service.stage, context->context, &context->ignore, nullptr, context->arguments()}, asked)
                .origin == project::ImageFileOrigin::context_file)
      continue;
    report.at(started->span, "`{}` runs `{}`, but its build puts the server at `{}`", service.name, asked, made)
        .note(source.span, "The output is copied here, with the folders of the workspace in it")
        .note(copy.next->span, "Next.js takes the folder of the lock file for the root");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4960",
    .summary = "Next.js server that the standalone output has in another folder",
    .why =
        "In a workspace the standalone output repeats the folders from the lock file down: the server of `apps/web` "
        "is `apps/web/server.js` there. Node.js ends with `Cannot find module`.",
    .remedy =
        "Start the server where it lies, and put `.next/static` and `public` beside it; or set "
        "`outputFileTracingRoot`.",
    .references = "https://nextjs.org/docs/app/api-reference/config/next-config-js/output",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "start the server where the standalone output has it",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::standalone_server_elsewhere
