#include <algorithm>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::companion_without_data {

/// The mount that keeps a data path of a service; null when nothing does.
static const compose::Mount* keeper(const project::Service& service) {
  for (const StatePlace& place : state_places(service))
    if (place.keeper == Keeper::volume || place.keeper == Keeper::bind) return place.mount;
  return nullptr;
}

static void check(const project::Stack& stack, Report& report) {
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    // A second container of the same program that does one part of its work: its jobs, its queue.
    if (!service->active || service->builds || service->image == nullptr ||
        service->image->kind != knowledge::ImageKind::web_app || service->data_paths.empty())
      continue;
    if (service->command.from != project::Provenance::compose &&
        service->entrypoint.from != project::Provenance::compose)
      continue;
    for (const project::Service* const main : stack.services) {
      if (main == service || !main->active || main->builds || main->image != service->image ||
          main->image_reference.tag != service->image_reference.tag)
        continue;
      const compose::Mount* const kept = keeper(*main);
      if (kept == nullptr) continue;
      asks = true;
      if (keeper(*service) != nullptr) continue;
      // Some parts work on the database alone.
      const bool needs_files =
          is_one_of("nextcloud wordpress drupal joomla matomo moodle mediawiki", service->image->name);
      Builder finding = report.at(service->span, "`{}` runs beside `{}` and has nothing of its files at `{}`",
                                  service->name, main->name, kept->target);
      finding.note(kept->span(), "`{}` keeps them here", main->name);
      if (!needs_files) finding.confidence(Confidence::possible).severity(Severity::low);
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4824",
    .summary = "Second container of a program without the files of the first",
    .why = "It sets up an empty installation of its own and does its work there; the real one waits for it for ever.",
    .remedy = "Mount the same volumes as in the main container.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::companion_without_data
