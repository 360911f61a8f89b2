#include <algorithm>

#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volume_at_wrong_path {

/// Whether a variable of the service says where the data lives.
static bool is_moved(const project::Service& service) {
  for (const knowledge::DataPlace& place : service.image->data_places)
    if (!place.variable.empty() && service.definition->variable(place.variable) != nullptr) return true;
  return false;
}

/// Whether the state is kept all the same: by another mount, or because a variable moved it below this one.
static bool is_harmless(const project::Service& service, const compose::Mount& mount) {
  // Where the data of this release lies is not known; that it is not here is.
  if (state_places(service).empty()) return false;
  for (const StatePlace& place : state_places(service)) {
    if (place.keeper == Keeper::anonymous || place.keeper == Keeper::memory) return false;
    // The image declares a volume at its usual place, which covers that part of a mount above it.
    if (place.mount == &mount && place.path != mount.target && !is_moved(service)) return false;
  }
  return true;
}

/// Whether a mount is in the home folder of the account that the service is told to run as, which is root's.
static bool is_home_of_root(const project::Service& service, const compose::Mount& mount) {
  return is_below(mount.target, "/root") && is_one_of("root 0", before(service.definition->user.value, ':'));
}

/// A configuration of one's own that keeps data there.
static bool is_configured(const project::Project& project, const project::Service& service, std::string_view path) {
  return std::ranges::any_of(service.mounted_files, [&](const project::File* file) {
    return file->has_content && contains(project.sources[file->source].text(), path);
  });
}

static void check(const project::Service& service, Report& report) {
  if (!is_image_or_store(service) || service.image == nullptr || service.image->wrong_mounts.empty() ||
      service.definition->mounts.empty())
    return report.skip();
  // A digest does not tell the release line, and what it stands beside was `latest` on the day it was written.
  if (!service.image_reference.digest.empty() &&
      (service.image_reference.tag.empty() || service.image_reference.tag == "latest"))
    return report.skip();
  for (const compose::Mount& mount : service.definition->mounts) {
    for (const knowledge::WrongMount& wrong : service.image->wrong_mounts) {
      if (mount.target != wrong.path || !wrong.versions.contains(service.image_reference.tag)) continue;
      using Effect = knowledge::WrongMount::Effect;
      // What looks for data of the old layout does so only where nothing else is asked for.
      if (wrong.effect == Effect::stops && is_moved(service)) continue;
      if (wrong.effect == Effect::lost && (is_home_of_root(service, mount) || is_harmless(service, mount) ||
                                           is_configured(report.project(), service, mount.target)))
        continue;
      // A rule of one release line needs a reason to hold here.
      const bool is_latest = service.image_reference.tag.empty() || service.image_reference.tag == "latest";
      Builder finding =
          is_latest && !(wrong.versions.first.empty() && wrong.versions.last.empty())
              ? report.at(mount.span(),
                          "`{}` mounts `{}`; its image names no version and so is the current release, but {}",
                          service.name, mount.target, OurWords{wrong.why})
              : report.at(mount.span(), "`{}` mounts `{}`, but {}", service.name, mount.target, OurWords{wrong.why});
      if (service.builds) finding.confidence(Confidence::likely);
      if (wrong.effect == Effect::stops) finding.rung(Rung::start);
      if (wrong.effect == Effect::hidden) finding.rung(Rung::start).severity(Severity::medium);
      if (service.stack->role == project::Role::development || is_short_lived(*service.stack))
        finding.severity(wrong.effect == Effect::stops ? Severity::high : Severity::low);
    }
  }
}

extern const Rule rule = {
    .code = "SW4401",
    .summary = "Volume where the image keeps no data",
    .why =
        "The volume stays empty and the data goes where nothing keeps it: it is gone with the container, and a backup "
        "of the volume saves nothing.",
    .remedy = "Mount the volume at the data path of the image's version.",
    .severity = Severity::high,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_at_wrong_path
