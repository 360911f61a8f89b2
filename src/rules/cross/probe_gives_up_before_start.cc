#include <algorithm>

#include "knowledge/program_limits.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_gives_up_before_start {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || !service.probe) return report.skip();
  const std::optional<unsigned> needed = knowledge::shortest_start(service.image->name);
  if (!needed.has_value() || service.probe.from == project::Provenance::base_image) return report.skip();
  constexpr std::int64_t second = 1'000'000'000;
  const std::int64_t patience =
      (service.probe.start_period + service.probe.interval * std::max(service.probe.retries, 1)) / second;
  if (patience >= static_cast<std::int64_t>(*needed)) return;
  Builder finding =
      report.at(service.probe.span,
                "The probe of `{}` gives up after {} seconds, and {} is never ready before {}; set `start_period`",
                service.name, patience, service.image->title, static_cast<std::int64_t>(*needed));
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW4489",
    .summary = "Health check that gives up before the program can be ready",
    .why =
        "The container is marked unhealthy while it is still starting: what waits for it is never started, and what "
        "restarts unhealthy containers never lets it finish.",
    .remedy = "Give it a `start_period` that is longer than its slowest start.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_gives_up_before_start
