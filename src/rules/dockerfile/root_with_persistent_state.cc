#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::root_with_persistent_state {

static void check(const dockerfile::Stage& stage, Report& report) {
  if (stage.volumes.empty() || is_windows_stage(stage)) return report.skip();
  if (!stage.user.span.valid() || !is_root(stage.user.value)) return report.skip();
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd})
    if (start != nullptr)
      for (const std::string_view part : {"gosu", "su-exec", "setpriv", ".sh", "entrypoint"})
        if (contains(report.text(start->span), part)) return report.skip();
  report
      .at(stage.user.span,
          "The program runs as root and keeps state: what it writes to `{}` belongs to root on the host",
          stage.volumes.front().text)
      .note(stage.volumes.front().span, "State");
}

extern const Rule rule = {
    .code = "SW1185",
    .summary = "Root with state that outlives the container",
    .why =
        "A hole in the program is root over the data, and files left by root hinder every later move to another "
        "account.",
    .remedy =
        "Run as an account of its own and give it the volume. It says again what final-user-is-root says, so it is off "
        "by default.",
    .peers = "tally:tally/stateful-root-runtime",
    .controls = "CIS Docker 1.6:4.1",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::root_with_persistent_state
