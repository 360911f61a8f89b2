#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::negation_without_effect {

/// Whether the last command of a list gives its status to somebody: to the script, a subshell, a function, a condition.
static bool last_one_counts(const shell::Node& list) {
  if (list.script->root == &list || list.parent == nullptr) return true;
  const shell::Node& parent = *list.parent;
  switch (parent.kind) {
    case shell::NodeKind::subshell:
    case shell::NodeKind::case_clause:
      return true;
    case shell::NodeKind::group:
      return parent.parent != nullptr && parent.parent->kind == shell::NodeKind::function;
    case shell::NodeKind::if_clause:
    case shell::NodeKind::while_loop:
    case shell::NodeKind::until_loop:
      return status_is_asked(list);
    default:
      return false;
  }
}

static void look_at(const shell::Node& list, const ScriptSite& site, std::string_view line, Report& report) {
  if (list.kind != shell::NodeKind::list) return;
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    const shell::Node& node = *list.children[i];
    if (!node.negated || (i + 1 == list.children.size() && last_one_counts(list)) || status_is_asked(list)) continue;
    if (!strict_mode(*site.script, line, &node).errexit) continue;
    report.at(node.span, "`set -e` passes over a negated command; write `if ...; then exit 1; fi`");
  }
}

static void check(const project::File& file, Report& report) {
  if (file.dockerfile == nullptr) return report.skip();
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    any = true;
    const std::string_view line = first_line(*site.script, &file, report.project());
    for_each_own_node(*site.script, [&](const shell::Node& node) { look_at(node, site, line, report); });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1468",
    .summary = "Negated command that fails nothing",
    .why =
        "`set -e` does not look at a command with `!` before it. A check written so passes, whatever it finds, and the "
        "step goes on.",
    .remedy = "Write `if command; then exit 1; fi`, or `! command || exit 1`.",
    .peers = "hadolint-shellcheck:SC2251",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::negation_without_effect
