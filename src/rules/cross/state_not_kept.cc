#include "rules/rule.h"

#include "rules/lib/state.h"

namespace seaworthy::rules::state_not_kept {

static void check(const project::Service& service, Report& report) {
  if (service.builds || is_short_lived(*service.stack) || !keeps_state(service)) return report.skip();
  // A mount at a place that people confuse with the right one has a rule of its own, which says more.
  for (const knowledge::WrongMount& wrong : service.image->wrong_mounts)
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.target == wrong.path && wrong.versions.contains(service.image_reference.tag)) return report.skip();
  bool any_kept = false;
  for (const StatePlace& place : state_places(service))
    any_kept = any_kept || place.keeper == Keeper::volume || place.keeper == Keeper::bind;
  for (const StatePlace& place : state_places(service)) {
    if (place.keeper == Keeper::volume || place.keeper == Keeper::bind) continue;
    const bool store = service.kind == knowledge::ImageKind::database ||
                       service.kind == knowledge::ImageKind::object_store ||
                       service.kind == knowledge::ImageKind::identity;
    Severity severity = store && !any_kept ? Severity::high : Severity::medium;
    if (service.stack->role == project::Role::development || (any_kept && !store)) severity = Severity::low;
    if (place.keeper == Keeper::memory) {
      const compose::Volume* const volume = volume_of(service, *place.mount);
      Builder finding =
          report.at(place.mount->span(), "`{}` keeps `{}` in memory, so a restart empties it; use a volume on disk",
                    service.name, place.path);
      finding.severity(severity);
      if (volume != nullptr) finding.note(volume->name_span, "This volume is a tmpfs");
      continue;
    }
    const Span span = place.mount != nullptr ? place.mount->span() : service.span;
    report
        .at(span, "`{}` keeps its data in `{}`, and no named volume or folder is mounted there", service.name,
            place.path)
        .severity(severity);
  }
}

extern const Rule rule = {
    .code = "SW4400",
    .summary = "State that no volume keeps",
    .why =
        "`docker compose down`, a renamed project or a pruned host leaves the data behind in a volume without a name, "
        "or deletes it.",
    .remedy = "Mount a named volume at the image's data path.",
    .severity = Severity::high,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep their state in a volume",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::state_not_kept
