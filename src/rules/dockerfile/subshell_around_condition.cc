#include "rules/rule.h"

#include <algorithm>
#include <span>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::subshell_around_condition {

static bool is_test(const shell::Node& node) {
  return node.kind == shell::NodeKind::condition ||
         (node.kind == shell::NodeKind::simple && is_one_of("[ test", node.program) && node.program_at == 0);
}

/// Nothing but tests, however they are joined and grouped.
static bool is_made_of_tests(const shell::Node& node) {
  switch (node.kind) {
    case shell::NodeKind::and_or:
    case shell::NodeKind::list:
    case shell::NodeKind::subshell:
    case shell::NodeKind::group:
      return node.redirections.empty() &&
             std::all_of(node.children.begin(), node.children.end(),
                         [](const shell::Node* child) { return is_made_of_tests(*child); });
    default:
      return is_test(node);
  }
}

/// Whether the subshell alone is the condition of an `if` or a loop.
static bool is_whole_condition(const shell::Node& node) {
  if (node.parent == nullptr || node.parent->kind != shell::NodeKind::list || node.parent->children.size() != 1)
    return false;
  const shell::Node* const holder = node.parent->parent;
  return holder != nullptr &&
         (holder->kind == shell::NodeKind::if_clause || holder->kind == shell::NodeKind::while_loop ||
          holder->kind == shell::NodeKind::until_loop);
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::subshell || !is_made_of_tests(node)) return;
  if (node.parent != nullptr && node.parent->kind == shell::NodeKind::function) return;
  const std::span<const shell::Node* const> inner = node.children.front()->children;
  if (is_whole_condition(node))
    report.at(node.span, "The parentheses start a shell of its own for a condition; leave them out")
        .peers("hadolint-shellcheck:SC2233");
  else if (inner.size() == 1 && is_test(*inner.front()))
    report.at(node.span, "The parentheses start a shell of its own for one test; leave them out")
        .peers("hadolint-shellcheck:SC2234");
  else
    report.at(node.span, "The parentheses start a shell of its own for a test; write `{{ ...; }}`")
        .peers("hadolint-shellcheck:SC2235");
}

extern const Rule rule = {
    .code = "SW1517",
    .summary = "Subshell around a test",
    .why = "Parentheses are no grouping of conditions: they start another shell.",
    .remedy = "Group with `{ ...; }`, or leave the parentheses out.",
    .peers = "hadolint-shellcheck:SC2233 hadolint-shellcheck:SC2234 hadolint-shellcheck:SC2235",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::subshell_around_condition
