#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::errexit_off_in_condition {

/// Programs whose failure a deployment cannot pass over.
constexpr WordList weighty =
    "docker docker-compose podman kubectl helm git psql pg_dump pg_restore mysql mysqldump mongodump rsync scp ssh npm "
    "npx pnpm yarn make terraform ansible-playbook tar python python3 php composer bundle rails alembic";

/// The list of commands that a function consists of; null for another body.
static const shell::Node* body_of(const shell::Node& function) {
  if (function.children.empty()) return nullptr;
  const shell::Node& body = *function.children.front();
  const bool holds_list = body.kind == shell::NodeKind::group || body.kind == shell::NodeKind::subshell;
  return holds_list && !body.children.empty() ? body.children.front() : nullptr;
}

/// The first step of a function that `set -e` alone would stop at, before its last one; null when there is none.
static const shell::Node* unguarded_step(const shell::Node& list) {
  for (std::size_t at = 0; at + 1 < list.children.size(); ++at) {
    const shell::Node& step = *list.children[at];
    if (step.kind != shell::NodeKind::simple || step.background || step.negated) continue;
    if (!is_one_of(weighty, shell::invocation(step).program)) continue;
    // `$?` is read next, or all that follows are words.
    bool asked = false;
    for (const shell::Word& word : list.children[at + 1]->words) asked = asked || contains(word.text, "$?");
    for_each_node(*list.children[at + 1], [&](const shell::Node& node) {
      for (const shell::Word& word : node.words) asked = asked || contains(word.text, "$?");
      for (const shell::Assignment& assignment : node.assignments)
        asked = asked || contains(assignment.value.text, "$?");
    });
    if (!asked) return &step;
  }
  return nullptr;
}

static bool check_script(const shell::Script& script, std::string_view first, Report& report) {
  if (!strict_mode(script, first).errexit) return false;
  bool any = false;
  for_each_node(*script.root, [&](const shell::Node& function) {
    if (function.kind != shell::NodeKind::function) return;
    const shell::Node* const body = body_of(function);
    const shell::Node* const step = body != nullptr ? unguarded_step(*body) : nullptr;
    if (step == nullptr) return;
    bool told = false;
    for (const shell::Node* const call : script.commands) {
      if (call->program != function.name || call->script != &script) continue;
      any = true;
      if (told || !status_is_asked(*call)) continue;
      told = true;
      report
          .at(call->span, "`set -e` does not act in `{}` where its status is asked, so it goes on after a failed step",
              function.name)
          .note(step->span, "A failure of this is passed over");
    }
  });
  return any;
}

static void check(const project::File& file, Report& report) {
  if (!concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  for_each_whole_script(file, [&](const shell::Script& script) {
    any = check_script(script, first_line(script, &file, report.project()), report) || any;
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3140",
    .summary = "Function that goes on after a failure because its status is asked",
    .why =
        "In `if deploy`, `! deploy` and `deploy || ...` the shell switches `set -e` off for all that the function "
        "does. "
        "A failed build or migration is followed by the next step, and the last one alone decides.",
    .remedy = "Join the steps of the function with `&&`, or end each with `|| return 1`.",
    .references = "https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::errexit_off_in_condition
