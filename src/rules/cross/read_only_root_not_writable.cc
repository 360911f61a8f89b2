#include <algorithm>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/rule.h"

namespace seaworthy::rules::read_only_root_not_writable {

/// The engine makes a volume for it by itself.
static bool is_declared_volume(const knowledge::Image& image, std::string_view path) {
  const auto below = [path](std::string_view volume) { return project::is_below(path, volume); };
  return std::ranges::any_of(image.optional_paths, below) || std::ranges::any_of(image.data_paths, below);
}

static void check(const project::Service& service, Report& report) {
  if (!service.definition->read_only.value || service.image == nullptr || service.builds ||
      service.image->writable_paths.empty() || service.entrypoint.from == project::Provenance::compose)
    return report.skip();
  // An image for an ordinary user that lists this one folder keeps there all that it must write.
  const bool all_in_tmp = service.image->writable_paths.size() == 1 && !service.image->user.empty() &&
                          service.image->writable_paths.front() == "/tmp";
  std::string missing;
  bool needed = false;
  for (const std::string_view path : service.image->writable_paths) {
    // Docker puts a tmpfs there by itself, and programs go on without a place for temporary files.
    if (path == "/dev/shm" || (path == "/tmp" && !all_in_tmp)) continue;
    if (project::mount_over(service, path) != nullptr || is_declared_volume(*service.image, path)) continue;
    // `/run` and `/var/run` are one.
    if (path.starts_with("/var/run") && project::mount_over(service, path.substr(4)) != nullptr) continue;
    if (path.starts_with("/run") && project::mount_over(service, "/var" + std::string(path)) != nullptr) continue;
    // Without sockets, process numbers and caches a program ends; logs it may do without.
    needed = needed || path.starts_with("/run") || path.starts_with("/var/run") || path.starts_with("/var/cache") ||
             all_in_tmp;
    missing += (missing.empty() ? "" : ", ") + std::string(path);
  }
  if (missing.empty()) return;
  report
      .at(service.definition->read_only.entry_span(),
          "{} writes to {}, which this makes read-only; give `{}` a tmpfs there", service.image->title, missing,
          service.name)
      .note(service.definition->image.span(), "The image of `{}`", service.name)
      .severity(needed ? Severity::high : Severity::medium);
}

extern const Rule rule = {
    .code = "SW4259",
    .summary = "Read-only root without the folders that the image writes to",
    .why = "Programs keep sockets, process numbers and caches in such folders and end when they cannot write them.",
    .remedy = "Add the folders under `tmpfs`, or a volume where they hold state.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "have a place for all that they write",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::read_only_root_not_writable
