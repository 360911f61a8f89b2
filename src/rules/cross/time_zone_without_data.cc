#include "rules/rule.h"

#include "project/image_files.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::time_zone_without_data {

/// Daemons that go by the time of the C library.
static bool goes_by_clock(const project::Service& service) {
  for (const project::CommandInForce* const line : {&service.entrypoint, &service.command})
    for (const std::string_view word : line->words)
      if (is_one_of("crond cron supercronic", base_name(before(word, ' ')))) return true;
  if (service.startup != nullptr)
    for (const shell::Node* const node : service.startup->commands)
      if (is_one_of("crond cron supercronic", shell::invocation(*node).program)) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  const compose::EnvironmentEntry* const zone = service.definition->variable("TZ");
  if (zone == nullptr || !zone->value.has_value() || service.stage == nullptr || !goes_by_clock(service))
    return report.skip();
  // A zone of the database has a name with a `/`; others are written out.
  if (!contains(*zone->value, "/") || zone->value->starts_with("Etc/") || zone->value->starts_with('/')) return;
  const knowledge::ImageVariant* const variant = project::base_variant(*service.stage);
  if (variant == nullptr || variant->base != "alpine") return;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
    if (contains(report.text(instruction->span), "tzdata") || contains(report.text(instruction->span), "zoneinfo"))
      return;
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "zoneinfo") || mount.target == "/etc/localtime") return;
  report
      .at(zone->span,
          "`{}` has no time zone data, so `{}` counts as UTC and its jobs run at other hours; install "
          "`tzdata`",
          service.name, *zone->value)
      .note(image_span(service), "`{}` comes without them", image_of(service));
}

extern const Rule rule = {
    .code = "SW4948",
    .summary = "Time zone of a scheduler whose image does not know it",
    .why = "The C library of Alpine looks the zone up in files that are not there, and takes UTC without a word.",
    .remedy = "Install `tzdata`, or plan the jobs in UTC and leave `TZ` out.",
    .references = "https://wiki.alpinelinux.org/wiki/Setting_the_timezone",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::time_zone_without_data
