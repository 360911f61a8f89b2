#include "rules/rule.h"

#include <algorithm>

#include "knowledge/telemetry.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::tool_telemetry_on {

/// What a command reports; null where it does not.
static const knowledge::Telemetry* telemetry_of(const shell::Invocation& command) {
  std::string_view program = command.program;
  std::vector<const shell::Word*> words = command.operands();
  if (is_one_of("npx pnpx bunx", program) && !words.empty()) {
    program = base_name(words.front()->text);
    words.erase(words.begin());
  }
  return knowledge::telemetry(program, words.empty() ? std::string_view() : words.front()->text);
}

static bool is_off(const knowledge::Telemetry& tool, const dockerfile::Instruction& run, const dockerfile::Stage& stage,
                   const Report& report) {
  const auto stops = [&](std::string_view name) {
    return name == tool.variable || std::ranges::find(tool.also, name) != tool.also.end();
  };
  if (std::ranges::any_of(stage.variables, [&](const dockerfile::Variable& set) { return stops(set.name); }))
    return true;
  const std::string_view text = report.text(run.span);
  return contains(text, tool.variable) ||
         std::ranges::any_of(tool.also, [&](std::string_view name) { return contains(text, name); });
}

/// Calls `visit` with every command of the stage's own steps that reports, until it answers true.
template <typename Visit>
static bool any_reporting(const dockerfile::Stage& stage, const Visit& visit) {
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      const knowledge::Telemetry* const tool = telemetry_of(command);
      if (tool != nullptr && visit(*tool, command, *instruction)) return true;
    }
  }
  return false;
}

/// Whether a stage that this one is FROM is told the same: the variable belongs there.
static bool told_above(const knowledge::Telemetry& tool, const dockerfile::Stage& stage, const Report& report) {
  for (const dockerfile::Stage* above = stage.parent; above != nullptr; above = above->parent)
    if (any_reporting(*above, [&](const knowledge::Telemetry& other, const shell::Invocation&,
                                  const dockerfile::Instruction& run) {
          return other.variable == tool.variable && !is_off(other, run, *above, report);
        }))
      return true;
  return false;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  any_reporting(stage, [&](const knowledge::Telemetry& tool, const shell::Invocation& command,
                           const dockerfile::Instruction& run) {
    any = true;
    if (is_off(tool, run, stage, report) || told_above(tool, stage, report)) return false;
    report.at(command.program_word->span, "`{}` reports to its makers from here; `ENV {}={}` turns it off",
              tool.program, tool.variable, tool.value);
    return true;
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1236",
    .summary = "Build tool sends telemetry",
    .why = "Builds tell outsiders when, where and what is built, and wait for the answer.",
    .remedy = "Set the documented variable. A matter of policy, so this rule is off by default.",
    .peers = "tally:tally/prefer-telemetry-opt-out",
    .differs =
        "A tool counts where it is called: not where it is installed, and not where a finished program is started with "
        "`dotnet app.dll`.",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::tool_telemetry_on
