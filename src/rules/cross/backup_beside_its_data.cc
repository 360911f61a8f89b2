#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/scheduled_programs.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_beside_its_data {

/// Whether two mounts lead to one place of the host.
static bool is_same_place(const compose::Mount& left, const compose::Mount& right) {
  if (left.type != right.type) return false;
  if (left.type == compose::MountType::volume)
    return !left.source_text.empty() && left.source_text == right.source_text;
  return left.type == compose::MountType::bind && !left.host_path.empty() && left.host_path == right.host_path;
}

/// The mount that a service writes its copies to: the writable one that is called so, or else its only writable one.
static const compose::Mount* target_of(const project::Service& saver) {
  const compose::Mount* only = nullptr;
  int writable = 0;
  for (const compose::Mount& mount : saver.definition->mounts) {
    if (mount.read_only || mount.target.ends_with(".sock") || mount.target.ends_with(".sh") ||
        mount.type == compose::MountType::tmpfs)
      continue;
    if (is_backup_name(mount.target) || contains(mount.target, "dump")) return &mount;
    ++writable;
    only = &mount;
  }
  return writable == 1 ? only : nullptr;
}

static void check(const project::Stack& stack, Report& report) {
  if (is_short_lived(stack)) return report.skip();
  bool asks = false;
  for (const project::Service* const saver : once<backup_services>(report, stack)) {
    // What a job does whose script is not there, nobody can say.
    if (!missing_scheduled_programs(report.project(), *saver).empty()) continue;
    const compose::Mount* const target = target_of(*saver);
    if (target == nullptr) continue;
    asks = true;
    for (const project::Service* const other : stack.services) {
      if (other == saver || !other->active || !keeps_state(*other)) continue;
      const auto state = std::ranges::find_if(other->definition->mounts, [&](const compose::Mount& mount) {
        return is_same_place(mount, *target) && std::ranges::any_of(other->data_paths, [&](std::string_view path) {
                 return mount.target == path || path.starts_with(std::string(mount.target) + "/");
               });
      });
      if (state == other->definition->mounts.end()) continue;
      // Mounted where the server has it too, it is what is read, though nothing says `ro`.
      if (state->target == target->target) continue;
      report
          .at(target->span(), "`{}` writes its copies into the volume with the data of `{}`", saver->name, other->name)
          .note(state->span(), "`{}` keeps its data here", other->name);
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4592",
    .summary = "Backup in the volume that it saves",
    .why = "What destroys the volume, a wrong `down -v` or a broken disk, takes the copies along with the data.",
    .remedy = "Write to another disk or to an object store, and keep a copy outside of the host.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "keep copies apart from the data",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::backup_beside_its_data
