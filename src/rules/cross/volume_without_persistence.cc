#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"

namespace seaworthy::rules::volume_without_persistence {

static void check(const project::Service& service, Report& report) {
  if (!is_server_of(service, "redis") || !runs_image_program(service)) return report.skip();
  const compose::Mount* kept = nullptr;
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.target == "/data" && mount.type != compose::MountType::tmpfs) kept = &mount;
  const std::optional<GivenSetting> save = given_option(service, "--save");
  if (kept == nullptr || !save.has_value()) return report.skip();
  // `--save ""` switches snapshots off; without a log of changes nothing reaches the disk.
  if (!save->value.empty() && save->value != "\"\"" && save->value != "''") return;
  const std::optional<GivenSetting> log = given_option(service, "--appendonly");
  if (log.has_value() && log->value == "yes") return;
  report
      .at(kept->span(), "`{}` is told to write nothing to disk (`--save \"\"`), so its volume stays empty",
          service.name)
      .note(save->span, "Here snapshots are switched off");
}

extern const Rule rule = {
    .code = "SW4607",
    .summary = "Volume of a store that writes nothing to disk",
    .why = "Whoever sees the volume believes that the data survives a restart; all of it is gone.",
    .remedy = "Write `--appendonly yes` where the data matters, or drop the volume where it is a cache.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_without_persistence
