#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules::resource_limits_contradict {

static constexpr std::int64_t mebibyte = std::int64_t{1024} * 1024;

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  const auto& limit = definition.limits.memory;
  const auto& reserved = definition.reservations.memory;
  bool applies = false;
  if (limit && limit.value > 0 && is_settled(limit.source)) {
    applies = true;
    // What the engine takes at least, since a process needs that much to start.
    if (limit.value < 6 * mebibyte)
      report.at(limit.entry_span(), "`{}` is limited to less than 6 MiB of memory, which the engine refuses",
                service.name);
    if (reserved && reserved.value > limit.value && is_settled(reserved.source))
      report
          .at(reserved.entry_span(), "`{}` reserves more memory than it may use; raise the limit or reserve less",
              service.name)
          .note(limit.entry_span(), "The limit");
  }
  const auto& cpus = definition.limits.cpus;
  const auto& reserved_cpus = definition.reservations.cpus;
  if (cpus && cpus.value > 0 && reserved_cpus && is_settled(cpus.source) && is_settled(reserved_cpus.source)) {
    applies = true;
    if (reserved_cpus.value > cpus.value)
      report
          .at(reserved_cpus.entry_span(), "`{}` reserves more CPU than it may use; raise the limit or reserve less",
              service.name)
          .note(cpus.entry_span(), "The limit")
          .severity(Severity::low)
          .rung(Rung::operate);
  }
  for (const compose::Ulimit& ulimit : definition.ulimits) {
    applies = true;
    if (ulimit.hard < 0 || (ulimit.soft >= 0 && ulimit.soft <= ulimit.hard) || ulimit.source == nullptr ||
        !is_settled(ulimit.source))
      continue;
    report.at(ulimit.source->span(), "The soft limit `{}` of `{}` is above its hard limit, which the engine refuses",
              ulimit.name, service.name);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2372",
    .summary = "Limits that contradict each other",
    .why = "The engine refuses to create the container.",
    .remedy = "Keep reservations at or below limits, soft limits at or below hard ones, and memory at 6 MiB or more.",
    .references = "https://docs.docker.com/engine/containers/resource_constraints/",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::resource_limits_contradict
