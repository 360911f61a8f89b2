#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::unimplemented_step_succeeds {

/// A sentence that says that what was asked for is not done.
static bool says_unimplemented(const shell::Node& node) {
  if (!tells(node)) return false;
  const std::string text = told_text(node);
  for (const std::string_view words : {"not implemented", "not yet implemented", "unimplemented", "to be implemented",
                                       "implementation pending", "not supported yet", "not yet supported"})
    if (contains(text, words)) return true;
  return false;
}

/// Whether the list goes on to end in a failure.
static bool fails_behind(const shell::Node& node) {
  for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next)) {
    if (next->kind != shell::NodeKind::simple) continue;
    const shell::Invocation command = shell::invocation(*next);
    if (is_one_of("false die fail abort", command.program)) return true;
    if (!is_one_of("exit return", command.program)) continue;
    return command.arguments.empty() || command.arguments.front().text != "0";
  }
  return false;
}

/// A step of CI that does nothing but tell that it is still to be written: "Security scan placeholder".
static void check_pipeline(const project::File& file, Report& report) {
  bool any = false;
  for (const shell::Script* const script : file.embedded) {
    if (script->commands.empty() ||
        !std::ranges::all_of(script->commands, [](const shell::Node* node) { return tells(*node); }))
      continue;
    any = true;
    for (const shell::Node* const node : script->commands) {
      if (!says_unimplemented(*node) && !contains(told_text(*node), "placeholder")) continue;
      report.at(node->span, "This step does nothing and is green; write it, or take it out of the pipeline");
      break;
    }
  }
  if (!any) report.skip();
}

static void check(const project::File& file, Report& report) {
  if (file.kind == project::FileKind::ci) return check_pipeline(file, report);
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project()))
    return report.skip();
  bool any = false;
  for_each_node(*file.script->root, [&](const shell::Node& node) {
    if (!says_unimplemented(node)) return;
    any = true;
    const std::string_view program = shell::invocation(node).program;
    // `die "not implemented"` ends by itself; `cmd || echo "not implemented"` tells of something else.
    if (is_one_of("die fail abort", program) || node.joined_by == "||" || node.joined_by == "&&" || fails_behind(node))
      return;
    Builder finding = report.at(node.span,
                                "What was asked for is not done, and the script ends as if it had been; "
                                "end it with `exit 1`");
    const std::string text = told_text(node);
    if (is_about_copies(file) || contains(text, "backup") || contains(text, "restore")) finding.rung(Rung::keep);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3106",
    .summary = "Step that is not implemented and ends in success",
    .why =
        "Whoever calls it, by hand or from a schedule, gets the status of success: a backup, a restore or a rollback "
        "that never took place is found out on the day on which it is needed.",
    .remedy = "End such a branch with a status other than 0, or take it out of the usage text until it works.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::unimplemented_step_succeeds
