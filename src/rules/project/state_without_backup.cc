#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/scheduled_programs.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::state_without_backup {

/// What the files of the repository tell of backups.
struct BackupFiles {
  bool save = false;         ///< A pipeline or a script makes them.
  bool speak_of_it = false;  ///< Anything has the word.
};

static BackupFiles backup_files(const project::Project& project) {
  BackupFiles files;
  for (const project::File& file : project.files) {
    using project::FileKind;
    const bool runs = file.kind == FileKind::script || file.kind == FileKind::makefile || file.kind == FileKind::ci ||
                      file.kind == FileKind::entrypoint;
    const bool in_text = runs && speaks_of_backup(project.sources[file.source].text());
    files.save = files.save ||
                 (in_text && (file.kind == FileKind::ci || is_backup_name(base_name(file.path)) || saves_state(file)));
    files.speak_of_it = files.speak_of_it || in_text || speaks_of_backup(file.path);
  }
  return files;
}

/// Whether nothing keeps what a server writes: its data are gone with its container.
static bool loses_state(const project::Service& service) {
  const std::vector<StatePlace> places = state_places(service);
  return !places.empty() && std::ranges::none_of(places, [](const StatePlace& place) {
    return place.keeper == Keeper::volume || place.keeper == Keeper::bind;
  });
}

static void check(const project::Stack& stack, Report& report) {
  if (stack.role != project::Role::production && stack.role != project::Role::unknown) return report.skip();
  const project::Service* state = nullptr;
  for (const project::Service* service : stack.services) {
    if (!service->active) continue;
    using Kind = knowledge::ImageKind;
    if (speaks_of_backup(service->name) || speaks_of_backup(service->definition->image.value) ||
        service->kind == Kind::backup) {
      if (!missing_scheduled_programs(report.project(), *service).empty()) report.skip();
      return;
    }
    // A pool of connections is of the kind of its server, and has no data.
    const bool keeps = (service->kind == Kind::database || service->kind == Kind::object_store) &&
                       (!service->data_paths.empty() || service->image == nullptr || service->builds);
    // A client runs the image of its server too. What is lost with its container has another fault first.
    if (keeps && (service->builds || runs_image_program(*service)) && !runs_once(*service) &&
        (state == nullptr || (loses_state(*state) && !loses_state(*service))))
      state = service;
  }
  if (state == nullptr) return report.skip();
  const BackupFiles& files = once<backup_files>(report);
  if (files.save) return;
  // A document, a folder of that name or a word in another script is no proof either way.
  if (files.speak_of_it) return report.skip();
  report.at(state->span, "`{}` keeps state, and neither a service nor a script backs it up", state->name);
}

extern const Rule rule = {
    .code = "SW7024",
    .summary = "State without a backup",
    .why = "A volume survives a restart, not a wrong command, a broken disk or a stolen host.",
    .remedy =
        "Add a service or a scheduled script that dumps the data, keeps copies elsewhere, and restore one in "
        "a test.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "have a script or service for backups",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::state_without_backup
