#include "rules/rule.h"

#include <string>

#include "rules/lib/layers.h"

namespace seaworthy::rules::consecutive_copies {

/// Plain copies into the same folder under the same owner, so that one line could do.
static bool could_be_one(const dockerfile::Instruction& first, const dockerfile::Instruction& second) {
  if (first.op != second.op || !first.heredocs.empty() || !second.heredocs.empty()) return false;
  if (first.arguments.size() < 2 || second.arguments.size() < 2) return false;
  if (first.flags.size() != second.flags.size()) return false;
  for (std::size_t i = 0; i < first.flags.size(); ++i)
    if (first.flags[i].name != second.flags[i].name || first.flags[i].value != second.flags[i].value) return false;
  return first.arguments.back().text == second.arguments.back().text;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  for (std::size_t i = 1; i < stage.instructions.size(); ++i) {
    const dockerfile::Instruction& first = *stage.instructions[i - 1];
    if (first.op != dockerfile::Op::copy && first.op != dockerfile::Op::add) continue;
    if (i > 1 && could_be_one(*stage.instructions[i - 2], first)) continue;
    std::size_t end = i;
    while (end < stage.instructions.size() && could_be_one(*stage.instructions[end - 1], *stage.instructions[end]))
      ++end;
    if (end == i) continue;
    report.at(first.keyword_span, "This and the next {} could be one `{}` to `{}`", end - i, dockerfile::name(first.op),
              first.arguments.back().text);
  }
}

extern const Rule rule = {
    .code = "SW1501",
    .summary = "Neighbouring copies to one folder",
    .why =
        "Each step is a layer. Separate layers are cached separately, though: what changes seldom is best copied "
        "first and alone, so this rule is off by default.",
    .remedy = "Name all sources in one COPY, unless the order serves the cache.",
    .peers = "kics:multiple_run_add_copy_instructions_listed",
    .differs = "kics compares lines; here the target and the options must be the same.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::consecutive_copies
