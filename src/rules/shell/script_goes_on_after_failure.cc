#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/shell_context.h"
#include "rules/lib/sourced.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_goes_on_after_failure {

/// Commands that change something, so that going on after their failure does harm.
static bool does_work(const shell::Script& script) {
  int commands = 0;
  for (const shell::Node* node : script.commands) {
    const std::string_view program = shell::invocation(*node).program;
    if (program.empty() || is_one_of("echo printf [ test : true exit return set local export read shift", program))
      continue;
    ++commands;
  }
  // `exec "$@"` starts the program whatever came before it.
  const bool hands_over = std::ranges::any_of(script.commands, [](const shell::Node* node) {
    return node->words.size() == 2 && node->words[0].text == "exec" && node->words[1].text == "$@";
  });
  if (hands_over) ++commands;
  // With one command nothing stands behind a failure that could hide it.
  return commands >= 2;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr) return report.skip();
  if (!concerns_deployment(file, report.project()) || !does_work(*file.script)) return report.skip();
  const std::string_view line = first_line(*file.script, &file, report.project());
  // What another script takes in runs under its options, and would set them for it.
  if (!line.starts_with("#!") || is_taken_in(file, report.project())) return report.skip();
  if (strict_mode(*file.script, line).errexit || mode_of_sourced(file, report.project()).errexit) return;
  const bool is_bash = file.script->dialect == shell::Dialect::bash;
  const auto behind = static_cast<std::uint32_t>(line.size() + 1);
  Builder finding = report.at({file.source, 0, static_cast<std::uint32_t>(line.size())},
                              "The script goes on after a command that failed; start it with `{}`",
                              is_bash ? std::string_view("set -euo pipefail") : std::string_view("set -eu"));
  finding.confidence(Confidence::likely);
  const std::uint32_t size = static_cast<std::uint32_t>(report.project().sources[file.source].text().size());
  if (behind <= size)
    finding.fix(Safety::review, "Stop at the first failure", {file.source, behind, behind},
                is_bash ? "set -euo pipefail\n" : "set -eu\n");
}

extern const Rule rule = {
    .code = "SW3011",
    .summary = "Script that goes on after a failure",
    .why =
        "A deployment or backup script whose third step fails runs its remaining steps on what is there, and often "
        "ends "
        "with a message of success.",
    .remedy = "Put `set -eu` (in bash `set -euo pipefail`) on top, and `|| true` behind what may fail.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .strength = "stop at the first failure",
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::script_goes_on_after_failure
