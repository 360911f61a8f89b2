#include <algorithm>
#include <vector>

#include "project/model.h"
#include "rules/lib/configured_data.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/rule.h"

namespace seaworthy::rules::configured_data_not_kept {

static bool is_kept(const project::Service& service, std::string_view path) {
  const Keeper keeper = state_place(service, path).keeper;
  if (keeper == Keeper::volume || keeper == Keeper::bind) return true;
  // What is mounted below may be all that counts.
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return !mount.read_only && mount.type != compose::MountType::tmpfs && mount.target.starts_with(path) &&
           mount.target.size() > path.size();
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || is_short_lived(*service.stack) || runs_once(service))
    return report.skip();
  const std::vector<ConfiguredData> configured = configured_data(service, report);
  if (configured.empty()) return report.skip();
  for (const ConfiguredData& data : configured) {
    if (is_kept(service, data.path)) continue;
    // The default place has a rule of its own.
    if (std::ranges::find(service.data_paths, data.path) != service.data_paths.end()) continue;
    Builder finding =
        report.at(data.span, "`{}` keeps its data in `{}`, and no named volume or folder is mounted there",
                  service.name, data.path);
    finding.severity(service.stack->role == project::Role::development ? Severity::low : data.row->severity)
        .rung(data.row->rung);
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.type == compose::MountType::volume)
        finding.note(mount.span(), "This volume is mounted at `{}`", mount.target);
  }
}

extern const Rule rule = {
    .code = "SW4822",
    .summary = "Data folder of a configuration file that no volume keeps",
    .why = "The volume stays empty, and what the program stores is gone when its container is made again.",
    .remedy = "Mount the volume at the folder that the configuration names, or name the one that is mounted.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep the data folder that their configuration names",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configured_data_not_kept
