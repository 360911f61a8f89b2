#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/tool_presence.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_tool_not_in_base {

static bool has_tools_mounted(const dockerfile::Instruction& run) {
  for (const dockerfile::Mount& mount : run.mounts)
    if (mount.type == "bind" && !mount.from.empty()) return true;
  return false;
}

/// A SHELL instruction names another one, or a copied one is at hand.
static bool changes_shell(const BuildStep& step) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction == step.run) break;
    if (instruction->op == dockerfile::Op::shell || instruction->op == dockerfile::Op::copy) {
      if (instruction->op == dockerfile::Op::shell || contains(instruction->line.text, "busybox") ||
          contains(instruction->line.text, "bin"))
        return true;
    }
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  std::vector<std::pair<const dockerfile::Stage*, std::string_view>> reported;
  const dockerfile::Instruction* shell_checked = nullptr;
  const dockerfile::Stage* shell_reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::string_view program = step.invocation.program;
    if (program.empty() || has_tools_mounted(*step.run)) continue;
    // The shell form needs a shell first of all.
    if (step.run != shell_checked && step.run->form == dockerfile::Form::shell && !changes_shell(step)) {
      shell_checked = step.run;
      const std::optional<Confidence> no_shell = lacks_tool(*step.stage, "sh", step.run, step.invocation.node);
      if (no_shell.has_value() && step.stage->root().base != "scratch") {
        if (shell_reported == step.stage) continue;
        shell_reported = step.stage;
        report
            .at(step.run->span, "`{}` has no shell, which a RUN in shell form needs, so the build fails here",
                step.stage->root().base)
            .note(step.stage->root().base_span, "The base of this stage")
            .confidence(*no_shell);
        continue;
      }
    }
    // Managers of packages have a rule of their own.
    if (knowledge::is_system_package_manager(program) || is_one_of("dpkg rpm", program) || shell_reported == step.stage)
      continue;
    const shell::Word& word = *step.invocation.program_word;
    if (!word.literal || contains(word.text, "/")) continue;
    const std::optional<bool> present = project::stage_has_tool(*step.stage, program, *step.run, *step.invocation.node);
    if (!present.has_value()) continue;
    asks = true;
    if (*present) continue;
    const std::optional<Confidence> absent = lacks_tool(*step.stage, program, step.run, step.invocation.node);
    if (!absent.has_value() || may_fail(*step.invocation.node)) continue;
    const std::pair<const dockerfile::Stage*, std::string_view> key{step.stage, program};
    if (std::ranges::find(reported, key) != reported.end()) continue;
    reported.push_back(key);
    const dockerfile::Stage& root = step.stage->root();
    const knowledge::ImageVariant* const variant = project::base_variant(*step.stage);
    const std::string_view manager = variant != nullptr ? variant->package_manager : std::string_view{};
    const std::string_view package =
        manager.empty() ? manager : knowledge::package_with_program(program, manager == "microdnf" ? "dnf" : manager);
    Builder finding =
        package.empty()
            ? report.at(word.span, "`{}` has no `{}` and nothing before this installs it, so the build fails here",
                        root.base, program)
            : report.at(word.span, "`{}` has no `{}`, so the build fails here; install `{}` before it", root.base,
                        program, package);
    finding.note(root.base_span, "The base of this stage").confidence(*absent);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4201",
    .summary = "Build step that runs a program which is not in the image",
    .why = "Slim and Alpine bases lack what the full ones have: the step ends with `not found`, and the build with it.",
    .remedy = "Install the package before the step, or use a base that has it.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_tool_not_in_base
