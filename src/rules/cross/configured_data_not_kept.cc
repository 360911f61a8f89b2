#include <algorithm>

#include "knowledge/operating.h"
#include "project/model.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/once.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
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
  const auto is_of_image = [&](const knowledge::DataKeys& row) { return row.image == service.image->name; };
  if (std::ranges::none_of(knowledge::tables::data_keys, is_of_image)) return report.skip();
  bool asks = false;
  for (const project::ConfigurationFile& file : once<configurations_of>(report, service))
    for (const knowledge::DataKeys& row : knowledge::tables::data_keys) {
      if (!is_of_image(row) || !fits_pattern(row.file, file.path)) continue;
      if (!row.needs.empty() && setting_of(file, row.needs) == nullptr) continue;
      for (const std::string_view key : row.keys) {
        const project::ConfigurationSetting* const setting = setting_of(file, key);
        if (setting == nullptr || !setting->value.starts_with('/') || setting->value.size() < 2 ||
            contains(setting->value, "$"))
          continue;
        asks = true;
        std::string_view path = setting->value;
        while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
        if (is_kept(service, path)) break;
        // The default place has a rule of its own.
        if (std::ranges::find(service.data_paths, path) != service.data_paths.end()) break;
        Builder finding =
            report.at(setting->span, "`{}` keeps its data in `{}`, and no named volume or folder is mounted there",
                      service.name, path);
        finding.severity(service.stack->role == project::Role::development ? Severity::low : row.severity)
            .rung(row.rung);
        for (const compose::Mount& mount : service.definition->mounts)
          if (mount.type == compose::MountType::volume)
            finding.note(mount.span(), "This volume is mounted at `{}`", mount.target);
        break;
      }
    }
  if (!asks) report.skip();
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
