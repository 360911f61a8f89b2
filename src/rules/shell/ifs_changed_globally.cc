#include "rules/rule.h"

#include "rules/lib/shell_context.h"

namespace seaworthy::rules::ifs_changed_globally {

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project()))
    return report.skip();
  const shell::Assignment* changed = nullptr;
  bool strict_idiom = false;
  bool restored = false;
  for (const shell::Node* node : file.script->commands) {
    if (!node->words.empty()) {
      for (const shell::Word& word : node->words)
        restored = restored || (word.text == "IFS" && node->words.front().text == "unset");
      continue;
    }
    for (const shell::Assignment& assignment : node->assignments) {
      if (assignment.name != "IFS" || is_inside(*node, shell::NodeKind::subshell) || node->script != file.script)
        continue;
      // The value of unofficial strict mode, set once for the whole script.
      if (assignment.value.text == "\n\t" || assignment.value.text == "\n") strict_idiom = true;
      if (changed != nullptr) restored = true;
      if (changed == nullptr) changed = &assignment;
    }
  }
  if (changed == nullptr) return report.skip();
  if (strict_idiom || restored) return;
  report.at(changed->span, "`IFS` stays changed for the rest of the script; set it for the one command that needs it");
}

extern const Rule rule = {
    .code = "SW3019",
    .summary = "Word splitting changed for the whole script",
    .why = "Every later `$list`, `read` and `\"$*\"` splits and joins at other characters than their author expected.",
    .remedy = "Set it for one command (`IFS=, read -r a b`), in a subshell, or restore it.",
    .peers = "semgrep:ifs-tampering",
    .differs = "A value that is restored, and the `IFS=$'\\n\\t'` of strict mode, are no hits.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::ifs_changed_globally
