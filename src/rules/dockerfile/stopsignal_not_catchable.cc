#include "rules/rule.h"

#include <string>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stopsignal_not_catchable {

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.arguments.empty() || (instruction.stage != nullptr && is_windows_stage(*instruction.stage)))
    return report.skip();
  const dockerfile::Word& word = instruction.arguments.front();
  if (!word.literal) return report.skip();
  std::string name;
  for (const char c : word.text) name.push_back(lower(c));
  if (name.starts_with("sig")) name.erase(0, 3);
  if (name != "kill" && name != "stop" && name != "9" && name != "19") return;
  report
      .at(word.span, "No program can react to `{}`: it is cut off in the middle of its work; use `SIGTERM`", word.text)
      .fix(Safety::review, "Stop with SIGTERM", word.span, "SIGTERM");
}

extern const Rule rule = {
    .code = "SW1250",
    .summary = "Stop signal that cannot be caught",
    .why =
        "The program has no chance to finish requests or write its data; with SIGSTOP it only pauses until the engine "
        "kills it.",
    .remedy = "Use SIGTERM, or the signal that the program documents.",
    .peers = "tally:tally/no-ungraceful-stopsignal",
    .severity = Severity::medium,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .fixes = Fixes::always,
    .check = each_instruction<check, dockerfile::Op::stopsignal>(),
};

}  // namespace seaworthy::rules::stopsignal_not_catchable
