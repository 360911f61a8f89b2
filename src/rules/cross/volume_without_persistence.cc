#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::volume_without_persistence {

static void check(const project::Service& service, Report& report) {
  if (!is_server_of(service, "redis") || !runs_image_program(service)) return report.skip();
  const compose::Mount* kept = nullptr;
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.target == "/data" && mount.type != compose::MountType::tmpfs) kept = &mount;
  // What the command says stands for what the file says that it names.
  const auto setting = [&](std::string_view name) -> std::optional<GivenSetting> {
    if (const auto given = given_option(service, "--" + std::string(name)); given.has_value()) return given;
    const std::optional<GivenSetting> written = configured(report.project(), service, name);
    if (!written.has_value() || std::ranges::none_of(service.command.words, [&](std::string_view word) {
          return contains(word, base_name(report.project().sources[written->span.file].path()));
        }))
      return std::nullopt;
    return written;
  };
  const std::optional<GivenSetting> save = setting("save");
  if (kept == nullptr || !save.has_value()) return report.skip();
  // `--save ""` switches snapshots off; without a log of changes nothing reaches the disk.
  if (!save->value.empty() && save->value != "\"\"" && save->value != "''") return;
  const std::optional<GivenSetting> log = setting("appendonly");
  if (log.has_value() && log->value == "yes") return;
  report
      .at(kept->span(), "`{}` is told to write nothing to disk (`save \"\"`), so its volume stays empty", service.name)
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
