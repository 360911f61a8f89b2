#include "rules/rule.h"

#include <string>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stop_signal_kills {

static void check(const project::Service& service, Report& report) {
  const compose::Text& signal = service.definition->stop_signal;
  if (!signal) return report.skip();
  std::string name(signal.value);
  for (char& letter : name) letter = lower(letter);
  if (name.starts_with("sig")) name.erase(0, 3);
  if (!is_one_of("kill stop 9 19", name)) return;
  report.at(signal.entry_span(), "`{}` cannot react to `{}` and is cut off in the middle of its work; use `SIGTERM`",
            service.name, signal.value);
}

extern const Rule rule = {
    .code = "SW4946",
    .summary = "Service that is stopped by a signal which no program can catch",
    .why =
        "Each update cuts off requests and jobs in the middle, and what was not written yet is lost; the grace period "
        "is never used.",
    .remedy = "Leave `stop_signal` out, or name the signal by which the program ends in order.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::stop_signal_kills
