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
