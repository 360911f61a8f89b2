#include "rules/rule.h"

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::tool_telemetry_on {

struct Tool {
  std::string_view program, verbs, variable;
};
constexpr Tool tools[] = {
    {"next", "build start dev", "NEXT_TELEMETRY_DISABLED"},
    {"nuxt", "build generate", "NUXT_TELEMETRY_DISABLED"},
    {"nuxi", "build generate", "NUXT_TELEMETRY_DISABLED"},
    {"gatsby", "build", "GATSBY_TELEMETRY_DISABLED"},
    {"astro", "build", "ASTRO_TELEMETRY_DISABLED"},
    {"turbo", "", "TURBO_TELEMETRY_DISABLED"},
    {"dotnet", "build publish restore test run", "DOTNET_CLI_TELEMETRY_OPTOUT"},
    {"az", "", "AZURE_CORE_COLLECT_TELEMETRY"},
    {"wrangler", "", "WRANGLER_SEND_METRICS"},
    {"vcpkg", "install", "VCPKG_DISABLE_METRICS"},
    {"brew", "install", "HOMEBREW_NO_ANALYTICS"},
};

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* node : instruction->script->commands) {
      shell::Invocation command = shell::invocation(*node);
      std::string_view program = command.program;
      std::vector<const shell::Word*> words = command.operands();
      if (is_one_of("npx pnpx bunx", program) && !words.empty()) {
        program = words.front()->text;
        words.erase(words.begin());
      }
      for (const Tool& tool : tools) {
        if (tool.program != program) continue;
        if (!tool.verbs.empty() && (words.empty() || !is_one_of(tool.verbs, words.front()->text))) continue;
        any = true;
        bool set = contains(report.text(instruction->span), tool.variable);
        for (const dockerfile::Variable& variable : stage.variables) set = set || variable.name == tool.variable;
        if (set) continue;
        report.at(command.program_word->span, "`{}` reports to its makers from here; `ENV {}=1` turns it off", program,
                  tool.variable);
        return;
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1236",
    .summary = "Build tool sends telemetry",
    .why = "Builds tell outsiders when, where and what is built, and wait for the answer.",
    .remedy = "Set the documented variable. A matter of policy, so this rule is off by default.",
    .peers = "tally:tally/prefer-telemetry-opt-out",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::tool_telemetry_on
