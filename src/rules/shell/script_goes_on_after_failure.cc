#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::script_goes_on_after_failure {

/// `set -e` in any spelling, or the option on the `#!` line.
static bool stops_on_failure(const project::File& file, const Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  const std::string_view first = text.substr(0, text.find('\n'));
  if (const std::size_t options = first.find(" -"); first.starts_with("#!") && options != std::string_view::npos)
    if (first.find('e', options) != std::string_view::npos && first.find("env -", 0) == std::string_view::npos) return true;
  for (const shell::Node* node : file.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "set") continue;
    for (const shell::Word& word : command.arguments) {
      if (word.text == "errexit") return true;
      if (word.text.size() > 1 && word.text[0] == '-' && word.text[1] != '-' &&
          word.text.find('e') != std::string_view::npos)
        return true;
    }
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr) return report.skip();
  // With two commands or fewer nothing stands behind a failure that could hide it.
  if (file.script->commands.size() < 3 || stops_on_failure(file, report)) return;
  report.at({file.source, 0, 0}, "The script goes on after a command that failed; start it with `set -eu`")
      .confidence(Confidence::likely);
}

extern const Rule rule = {
    .code = "SW3011",
    .summary = "Script that goes on after a failure",
    .why =
        "A deployment or backup script whose third step fails runs its remaining steps on what is there, and often ends "
        "with a message of success.",
    .remedy = "Put `set -eu` (in bash `set -euo pipefail`) on top, and `|| true` behind what may fail.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "stop at the first failure",
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::script_goes_on_after_failure
