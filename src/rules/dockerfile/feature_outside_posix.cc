#include "rules/rule.h"

#include <string>

#include "rules/lib/bashisms.h"
#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::feature_outside_posix {

/// Whether the step runs in `sh`, whatever shell that is in its image: nobody named another.
static bool runs_in_sh(const ScriptSite& site, shell::Dialect dialect) {
  if (dialect == shell::Dialect::posix || dialect == shell::Dialect::ash) return true;
  return dialect == shell::Dialect::bash && site.instruction->in_force != nullptr &&
         site.instruction->in_force->shell.empty() && site.instruction->heredocs.empty();
}

static void look_at(const shell::Node& node, const ScriptSite& site, bool any_shell, Report& report) {
  const shell::Dialect dialect = node.script->dialect;
  if (!runs_in_sh(site, dialect)) return;
  const bool is_ash = dialect == shell::Dialect::ash;
  const bool is_bash = dialect == shell::Dialect::bash;
  for (const Bashism& bashism : bashisms_of(node, report.project().sources[site.script->span.file].text())) {
    // `bashism-in-sh` speaks of what the shell at hand does not know.
    if (!any_shell && !is_bash && !bashism.everywhere && !(is_ash && bashism.in_ash)) continue;
    report.at(bashism.span, "POSIX `sh` has no {}; {}", OurWords{bashism.what}, OurWords{bashism.instead})
        .peers(bashism.peers);
  }
  if (!is_ash && !is_bash) return;
  if (!node.words.empty() && node.words.front().text == "source")
    report.at(node.words.front().span, "POSIX `sh` has no `source`; write `.`").peers("hadolint-shellcheck:SC3046");
  if (!is_bash) return;
  for (const shell::Word& word : node.words)
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.kind == shell::ExpansionKind::brace)
        report.at(expansion.span, "POSIX `sh` has no brace expansion; write the names out")
            .peers("hadolint-shellcheck:SC3009");
}

static void check(const project::File& file, Report& report) {
  const dockerfile::Stage* last = nullptr;
  bool any_shell = false;
  const bool any = for_each_step_node(file, [&](const shell::Node& node, const ScriptSite& site) {
    if (site.stage != last) {
      last = site.stage;
      any_shell = last != nullptr && uses_rpm(*last) && !known_shell(*site.script, last, {}).has_value();
    }
    look_at(node, site, any_shell || asks_for_shell(report.text(site.script->span)), report);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1473",
    .summary = "Shell feature outside POSIX",
    .why =
        "The shells of Debian, Alpine and Red Hat differ in what they add to POSIX. A step that leans on such an "
        "addition works until its base changes.",
    .remedy = "Write what POSIX knows, or name the shell by `SHELL`.",
    .peers =
        "hadolint-shellcheck:SC2112 hadolint-shellcheck:SC2113 hadolint-shellcheck:SC3001 hadolint-shellcheck:SC3003 "
        "hadolint-shellcheck:SC3006 "
        "hadolint-shellcheck:SC3009 hadolint-shellcheck:SC3010 hadolint-shellcheck:SC3013 hadolint-shellcheck:SC3014 "
        "hadolint-shellcheck:SC3020 hadolint-shellcheck:SC3028 hadolint-shellcheck:SC3033 hadolint-shellcheck:SC3037 "
        "hadolint-shellcheck:SC3039 hadolint-shellcheck:SC3040 hadolint-shellcheck:SC3043 hadolint-shellcheck:SC3045 "
        "hadolint-shellcheck:SC3046 hadolint-shellcheck:SC3048 hadolint-shellcheck:SC3053 hadolint-shellcheck:SC3054 "
        "hadolint-shellcheck:SC3057 hadolint-shellcheck:SC3060",
    .differs = "What the shell at hand does not know is `bashism-in-sh`; here stands what it adds to POSIX.",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::feature_outside_posix
