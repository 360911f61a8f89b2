#include "rules/rule.h"

#include <algorithm>

#include "shell/command.h"

namespace seaworthy::rules::consecutive_runs {

static bool same_flags(const dockerfile::Instruction& left, const dockerfile::Instruction& right) {
  if (left.flags.size() != right.flags.size()) return false;
  for (std::size_t i = 0; i < left.flags.size(); ++i)
    if (left.flags[i].name != right.flags[i].name || left.flags[i].value != right.flags[i].value) return false;
  return true;
}

/// One command, so that two such steps read well as one. A test is part of the clause around it, and what a shell is
/// given is part of its call.
static bool is_short(const dockerfile::Instruction& run) {
  if (run.script == nullptr) return false;
  std::size_t count = 0;
  for (const shell::Node* node : run.script->commands) {
    const std::string_view program = shell::invocation(*node).program;
    if (program == "[" || program == "[[") continue;
    const bool given = std::ranges::any_of(run.script->commands, [&](const shell::Node* other) {
      return other->given_script != nullptr && other->given_script == node->script;
    });
    if (!given) ++count;
  }
  return count == 1;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  for (std::size_t i = 1; i < stage.instructions.size(); ++i) {
    const dockerfile::Instruction& first = *stage.instructions[i - 1];
    const dockerfile::Instruction& second = *stage.instructions[i];
    if (first.op != dockerfile::Op::run || second.op != dockerfile::Op::run) continue;
    if (!same_flags(first, second) || !is_short(first) || !is_short(second)) continue;
    report.at(second.keyword_span, "This step could be part of the `RUN` above it")
        .note(first.keyword_span, "The step above");
  }
}

extern const Rule rule = {
    .code = "SW1223",
    .summary = "Neighbouring steps that could be one",
    .why =
        "Each step is a layer. Separate steps are cached separately, though, and easier to read: which is better is a "
        "matter of taste, so this "
        "rule is off by default.",
    .remedy = "Join the commands with `&&` or a heredoc.",
    .peers = "hadolint:DL3059 kics:multiple_run_add_copy_instructions_listed",
    .differs = "Steps of one command count, as in hadolint; kics counts COPY and ADD too and compares lines.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::consecutive_runs
