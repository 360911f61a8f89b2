#include "rules/rule.h"

#include "rules/lib/and_or.h"
#include "rules/lib/shell_context.h"

namespace seaworthy::rules::and_or_used_as_if {

static void check_list(const shell::Node& node, Report& report, bool& any) {
  if (!is_and_or_of_three(node)) return;
  any = true;
  if (!takes_both_branches(node)) return;
  const shell::Node& action = *node.children[1];
  const shell::Node& otherwise = *node.children[2];
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
