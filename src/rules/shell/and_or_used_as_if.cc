#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::and_or_used_as_if {

/// Commands that hardly fail, so that what stands behind `||` is for the first command alone.
static bool hardly_fails(const shell::Node& node) {
  if (node.negated) return false;
  if (node.kind == shell::NodeKind::group) {
    const auto members = node.children.front()->children;
    return !members.empty() && hardly_fails(*members.back());
  }
  if (node.kind != shell::NodeKind::simple) return false;
  if (node.words.empty()) {
    for (const shell::Assignment& assignment : node.assignments)
      for (const shell::Expansion& expansion : assignment.value.expansions)
        if (expansion.script != nullptr) return false;
    return true;
  }
  return is_one_of("echo printf true : exit return continue break export unset shift set",
                   shell::invocation(node).program);
}

static void check_list(const shell::Node& node, Report& report, bool& any) {
  if (node.kind != shell::NodeKind::and_or || node.children.size() != 3) return;
  const shell::Node& action = *node.children[1];
  const shell::Node& otherwise = *node.children[2];
  if (action.joined_by != "&&" || otherwise.joined_by != "||") return;
  any = true;
  if (hardly_fails(action)) return;
  // `A && B || true` and `A && B || exit` are for a failure of either, as everybody reads them.
  if (otherwise.kind == shell::NodeKind::simple &&
      is_one_of("true : exit return false die fail abort error", shell::invocation(otherwise).program))
    return;
  report
      .at(otherwise.span, "This runs also when `{}` fails, not only when the first command does; write `if`",
          action.kind == shell::NodeKind::simple ? shell::invocation(action).program
                                                 : std::string_view("the second command"))
      .note(action.span, "Whose failure leads to the other branch, too");
}

static void check(const project::File& file, Report& report) {
  if (file.dockerfile == nullptr && !concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    for_each_node_deep(*site.script, [&](const shell::Node& node) { check_list(node, report, any); });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3014",
    .summary = "`A && B || C` used as if it were if and else",
    .why =
        "C runs when A fails, and also when A succeeds and B fails: both branches are taken, and the failure of B is "
        "lost.",
    .remedy = "Write `if A; then B; else C; fi`.",
    .peers = "hadolint-shellcheck:SC2015",
    .differs = "No hit where B hardly fails (`echo`, `exit`, an assignment) or C only ends the script or is `true`.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::and_or_used_as_if
