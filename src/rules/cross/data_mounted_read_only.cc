#include <algorithm>

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/rule.h"

namespace seaworthy::rules::data_mounted_read_only {

/// Whether another service writes to what is mounted: this one only reads it, as one that packs the files.
static bool is_written_by_another(const project::Service& service, const compose::Mount& mount) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && std::ranges::any_of(other->definition->mounts, [&](const compose::Mount& theirs) {
             return theirs.source_text == mount.source_text && !theirs.read_only;
           });
  });
}

/// Whether the server does nothing else than keep data; others may keep it in a database and read their settings here.
static bool is_store(knowledge::ImageKind kind) {
  using enum knowledge::ImageKind;
  return kind == database || kind == cache || kind == broker || kind == object_store || kind == search;
}

static void check(const project::Service& service, Report& report) {
  if (!is_store(service.kind) || !keeps_state(service) || !runs_image_program(service) || runs_once(service))
    return report.skip();
  for (const StatePlace& place : state_places(service)) {
    if (place.mount == nullptr || !place.mount->read_only || is_written_by_another(service, *place.mount)) continue;
    report
        .at(place.mount->span(), "`{}` writes its data to `{}`, which is mounted read-only", service.name, place.path)
        // Caches start and fail at their first save.
        .rung(service.kind == knowledge::ImageKind::cache ? Rung::keep : Rung::start);
  }
}

extern const Rule rule = {
    .code = "SW5505",
    .summary = "Data folder of a server that is mounted read-only",
    .why =
        "A database, broker or object store opens the files of its data folder for writing and ends when it cannot; a "
        "cache runs on and saves nothing.",
    .remedy =
        "Mount the folder without `:ro` (`read_only: true`, `readonly`). A container that only reads the data, as one "
        "that backs it up, gets the mount read-only, not the server.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::data_mounted_read_only
