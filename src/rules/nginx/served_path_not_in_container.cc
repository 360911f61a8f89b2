#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
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

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  // An image that is built, and a command in its place, may make the folder.
  const bool as_shipped = !service.builds && service.command.from != project::Provenance::compose &&
                          service.entrypoint.from != project::Provenance::compose;
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
      if (part_is_there) continue;
      report
          .at(directive->span, "`{}` serves files from `{}`, which no mount of it has; every request gets 404",
              service.name, path)
          .note(service.span, "These are all mounts of `{}`", service.name);
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
