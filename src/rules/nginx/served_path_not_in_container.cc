#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/image_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::served_path_not_in_container {

/// Whether requests of the block are answered without a look at files.
static bool answers_otherwise(const nginx::Directive& block) {
  return std::ranges::any_of(block.children, [](const nginx::Directive* child) {
    return child->name == "return" || child->name.ends_with("_pass") || child->name == "stub_status" ||
           child->name == "internal" || child->name == "if";
  });
}

/// Whether files are what the block answers with: a location without anything else, or a server of which no location
/// takes every request.
static bool serves_files(const nginx::Directive& block) {
  if (answers_otherwise(block)) return false;
  if (block.name == "location") return true;
  if (block.name != "server") return false;
  return std::ranges::none_of(block.children, [](const nginx::Directive* child) {
    return child->name == "location" && child->block && !child->parameters.empty() &&
           child->parameter(child->parameters.size() - 1) == "/" && answers_otherwise(*child);
  });
}

/// Folders that the official image has.
static bool is_shipped(std::string_view path) {
  for (const std::string_view folder : {"/usr/share/nginx", "/etc/nginx", "/var/cache/nginx", "/var/log/nginx", "/tmp"})
    if (path.starts_with(folder)) return true;
  return path == "/" || path == "/dev/null";
}

/// Whether an image that is built has nothing at a path: no instruction makes the folder, or speaks of it or of what is
/// above it.
static bool is_not_built(const project::Project& project, const project::Service& service, std::string_view path) {
  if (service.stage == nullptr) return false;
  const project::ImageView image{project, *service.stage, service.build->directory,
                                 nullptr, nullptr,        service.build->arguments};
  if (project::image_folder(image, path)) return false;
  const std::string_view above = project::parent_path(path);
  return std::ranges::none_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = project.sources.text(instruction->span);
    if (instruction->op != dockerfile::Op::run && instruction->op != dockerfile::Op::copy &&
        instruction->op != dockerfile::Op::add && instruction->op != dockerfile::Op::volume)
      return false;
    return contains(text, above.size() > 1 ? above : path) || contains(text, "$") || contains(text, ".sh");
  });
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  // A command in the place of the image's own may make the folder.
  const bool as_shipped = service.command.from != project::Provenance::compose &&
                          service.entrypoint.from != project::Provenance::compose &&
                          (!service.builds || (service.entrypoint.from != project::Provenance::dockerfile &&
                                               service.command.from != project::Provenance::dockerfile));
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name != "alias" && directive->name != "root") continue;
      const std::string_view path = directive->parameter(0);
      if (!path.starts_with('/') || contains(path, "$") || directive->parent == nullptr ||
          !serves_files(*directive->parent))
        continue;
      asks = true;
      if (!as_shipped || is_shipped(path) || project::mount_over(service, path) != nullptr) continue;
      const bool part_is_there =
          std::ranges::any_of(service.definition->mounts,
                              [&](const compose::Mount& mount) { return mount.target.starts_with(path); }) ||
          std::ranges::any_of(service.definition->configs,
                              [&](const compose::SecretGrant& grant) { return grant.target.starts_with(path); });
      if (part_is_there || (service.builds && !is_not_built(report.project(), service, path))) continue;
      Builder finding =
          report.at(directive->span,
                    service.builds
                        ? "`{}` serves files from `{}`, which neither its image nor a mount has; every request gets 404"
                        : "`{}` serves files from `{}`, which no mount of it has; every request gets 404",
                    service.name, path);
      if (service.builds)
        finding.note(service.stage->from->span, "No instruction of this stage puts anything there");
      else
        finding.note(service.span, "These are all mounts of `{}`", service.name);
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5103",
    .summary = "Folder that nginx serves and its container lacks",
    .why = "The image has no such folder, so nginx answers 404 for everything below it.",
    .remedy = "Mount the volume or folder that holds the files, or correct the path.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "serve folders that their container has",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::served_path_not_in_container
