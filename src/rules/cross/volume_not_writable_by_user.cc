#include <algorithm>

#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/folder_owner.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::volume_not_writable_by_user {

/// Whether a script or guide makes or gives away a folder of the host before the stack is started.
static bool is_prepared(const project::Project& project, std::string_view folder) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    using Kind = project::FileKind;
    if (!file.has_content || (file.kind != Kind::script && file.kind != Kind::makefile && file.kind != Kind::ci &&
                              file.kind != Kind::readme && file.kind != Kind::documentation))
      return false;
    const std::string_view text = project.sources[file.source].text();
    return contains(text, base_name(folder)) &&
           (contains(text, "mkdir") || contains(text, "chown") || contains(text, "install -d"));
  });
}

/// A folder of the host that is not there, so that the engine makes it, for root.
static bool is_made_by_engine(const project::Project& project, const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind || mount.read_only || !mount.inside_root || contains(mount.host_path, "$"))
    return false;
  const project::PathState state = project.path_state(mount.host_path);
  // With an ending it is a file that is missing.
  return (state == project::PathState::missing || state == project::PathState::ignored_by_git) &&
         !contains(base_name(mount.target), ".") &&
         is_one_of(
             "data uploads upload logs log media storage files output "
             "reports cache backups tmp models exports downloads",
             base_name(mount.target)) &&
         !is_prepared(project, mount.host_path);
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || !service.user || service.drops_root) return report.skip();
  const std::string_view user = service.user.value.substr(0, service.user.value.find(':'));
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  // Application images own their folders; a language base owns nothing that an application uses.
  if (service.image != nullptr && service.image->kind != knowledge::ImageKind::language &&
      service.image->kind != knowledge::ImageKind::distribution)
    return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (is_made_by_engine(report.project(), mount)) {
      asks = true;
      Builder finding =
          report.at(mount.span(), "The engine makes `{}` for root, and `{}` runs as `{}` and cannot write to it",
                    mount.host_path, service.name, user);
      if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
      finding.confidence(Confidence::likely).severity(Severity::medium);
      continue;
    }
    if (mount.type != compose::MountType::volume || mount.read_only || mount.source_text.empty()) continue;
    bool elsewhere = false;
    for (const compose::Volume& volume : service.stack->model->volumes)
      if (volume.name == mount.source_text)
        elsewhere = volume.external.value || volume.bind_device || !volume.driver_options.empty();
    if (elsewhere || contains(mount.target, "node_modules") || contains(mount.target, "/.next") ||
        contains(mount.target, "$"))
      continue;
    asks = true;
    Span where;
    const FolderOwner owner = owner_of(*service.stage, mount.target, where);
    if (owner != FolderOwner::nobody_made_it && owner != FolderOwner::root) continue;
    // Another service that runs as root may own the volume first.
    bool shared = false;
    for (const project::Service* other : service.stack->services)
      if (other != &service)
        for (const compose::Mount& theirs : other->definition->mounts)
          shared = shared || (theirs.type == compose::MountType::volume && theirs.source_text == mount.source_text);
    if (shared) continue;
    Builder finding =
        report.at(mount.span(), "The volume at `{}` belongs to root, and `{}` runs as `{}` and cannot write to it",
                  mount.target, service.name, user);
    if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
    if (owner == FolderOwner::root)
      finding.note(where, "The folder is made by root and never given away");
    else
      finding.note(service.stage->from->span,
                   "Nothing in the image makes the folder, so that the engine does, for root");
    finding.confidence(Confidence::likely);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4256",
    .summary = "Volume that the container's user cannot write to",
    .why =
        "A new volume takes owner and mode of the folder that it covers; where the image has none, or root's, the "
        "program ends with `permission denied` at its first write.",
    .remedy =
        "Make the folder in the Dockerfile and give it to the user (`RUN mkdir -p /data && chown app /data`) before "
        "USER and VOLUME.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_not_writable_by_user
