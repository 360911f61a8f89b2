#include "rules/rule.h"

#include <string>

#include "rules/lib/and_or.h"
#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::and_or_with_three_parts {

/// Ends the script, reports, or does nothing: what everybody writes behind `||`.
static bool is_harmless(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  if (node.words.empty()) return true;
  return is_one_of("echo exit return printf true :", shell::invocation(node).program);
}

static bool is_test(const shell::Node& node) {
  return node.kind == shell::NodeKind::condition || node.kind == shell::NodeKind::arithmetic ||
         (node.kind == shell::NodeKind::simple && !node.words.empty() && is_one_of("[ test", node.words.front().text));
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::and_or || takes_both_branches(node) || status_is_asked(node)) return;
  if (node.children.size() < 3) return;
  const shell::Node& action = *node.children[node.children.size() - 2];
  const shell::Node& otherwise = *node.children.back();
  if (action.joined_by != "&&" || otherwise.joined_by != "||" || is_harmless(otherwise) || is_test(action)) return;
  report.at(otherwise.span, "This runs also when the command before `||` fails; write `if` if that is not meant");
}

extern const Rule rule = {
    .code = "SW1478",
    .summary = "`A && B || C` in a step",
    .why =
        "C runs when A fails, and also when A succeeds and B fails. Where B hardly fails that is no matter, until "
        "somebody changes B.",
    .remedy = "Write `if A; then B; else C; fi`.",
    .peers = "hadolint-shellcheck:SC2015",
    .differs = "Where B may well fail and C is for the failure of A alone, the finding is `and-or-used-as-if`.",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::and_or_with_three_parts
