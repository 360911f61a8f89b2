#include "rules/rule.h"

#include <cstdint>
#include <optional>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_client_outlasts_timeout {

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeCommand& command : probe.commands) {
    std::optional<std::string_view> seconds;
    if (command.program == "curl") {
      seconds = command.option("--max-time");
      if (!seconds.has_value()) seconds = command.option("-m");
    } else if (command.program == "wget") {
      seconds = command.option("--timeout");
      if (!seconds.has_value()) seconds = command.option("-T");
    } else if (command.program == "pg_isready") {
      seconds = command.option("-t");
    }
    if (!seconds.has_value() || !is_number(*seconds) || seconds->size() > 5) continue;
    asks = true;
    std::int64_t value = 0;
    for (const char digit : *seconds) value = value * 10 + (digit - '0');
    const std::int64_t limit = service.probe.timeout / 1'000'000'000;
    if (value <= limit) continue;
    report
        .at(command.span, "`{}` may take {} s, but the engine stops the probe of `{}` after {} s", command.program,
            value, service.name, limit)
        .note(service.probe.span, "This is the timeout in force");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4321",
    .summary = "Health check whose client waits longer than the engine does",
    .why =
        "The engine kills the probe when its timeout is over; what the client would have said is lost, and its retries "
        "never happen.",
    .remedy = "Give the client less time than `timeout`, or raise `timeout`.",
    .severity = Severity::low,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_client_outlasts_timeout
