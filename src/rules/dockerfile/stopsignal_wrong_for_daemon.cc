#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stopsignal_wrong_for_daemon {

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr ? stage.entrypoint : stage.cmd;
  if (start == nullptr || start->form != dockerfile::Form::exec || start->arguments.empty() || is_windows_stage(stage))
    return report.skip();
  const std::string_view program = base_name(start->arguments.front().text);
  std::string_view wanted;
  if (program == "nginx" || program == "openresty") wanted = "SIGQUIT";
  if (program == "systemd" || (program == "init" && contains(start->arguments.front().text, "/sbin/")))
    wanted = "SIGRTMIN+3";
  if (wanted.empty()) return report.skip();
  const std::string_view peer =
      wanted == "SIGQUIT" ? "tally:tally/prefer-nginx-sigquit" : "tally:tally/prefer-systemd-sigrtmin-plus-3";
  if (stage.stop_signal.span.valid()) {
    const std::string_view given = stage.stop_signal.value;
    // A variable that a build may set.
    if (given.empty()) return report.skip();
    if (given == wanted || (given.size() + 3 == wanted.size() && wanted.ends_with(given)) ||
        (wanted == "SIGQUIT" && given == "3") || (wanted == "SIGRTMIN+3" && given == "37") || contains(given, "$"))
      return;
    Builder finding =
        report.at(stage.stop_signal.span, "`{}` stops cleanly on `{}`, not on `{}`", program, wanted, given);
    finding.peers(peer);
    if (wanted == "SIGRTMIN+3") finding.severity(Severity::medium);
    return;
  }
  const knowledge::Image* const image = knowledge::image(stage.root().base);
  if (image != nullptr && image->stop_signal == wanted) return;
  // Some other image that is made for the daemon may say so itself.
  if (contains(stage.root().base, program)) return report.skip();
  Builder finding =
      report.at(start->keyword_span, "`{}` stops cleanly on `{}` only; add `STOPSIGNAL {}`", program, wanted, wanted);
  finding.peers(peer);
  if (wanted == "SIGRTMIN+3") finding.severity(Severity::medium);
  if (start->stage == &stage)
    finding.fix(Safety::review, "Stop with the daemon's own signal",
                {start->span.file, start->span.begin, start->span.begin},
                wanted == "SIGQUIT" ? "STOPSIGNAL SIGQUIT\n" : "STOPSIGNAL SIGRTMIN+3\n");
}

extern const Rule rule = {
    .code = "SW1251",
    .summary = "Stop signal does not fit the daemon",
    .why =
        "On SIGTERM nginx cuts open connections, where SIGQUIT lets them finish; systemd takes SIGTERM for a request "
        "to re-execute and is "
        "killed after ten seconds.",
    .remedy = "Set STOPSIGNAL to the signal that ends the daemon gracefully.",
    .peers = "tally:tally/prefer-nginx-sigquit tally:tally/prefer-systemd-sigrtmin-plus-3",
    .severity = Severity::low,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::stopsignal_wrong_for_daemon
