#include <algorithm>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::backup_failure_only_told {

static constexpr int deepest_call = 3;

static const shell::Node* function_named(const shell::Script& script, std::string_view name) {
  const shell::Node* found = nullptr;
  for_each_node(*script.root, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::function && node.name == name) found = &node;
  });
  return found;
}

/// Whether a command prints and does nothing else: a function of the script that counts or ends is none.
static bool only_prints(const shell::Script& script, const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const std::string_view program = shell::invocation(node).program;
  if (is_one_of("echo printf", program)) return true;
  const shell::Node* const function = function_named(script, program);
  if (function == nullptr || !is_message_function(program)) return false;
  bool prints = true;
  for_each_node(*function, [&](const shell::Node& inner) {
    if (inner.kind != shell::NodeKind::simple) return;
    const std::string_view command = shell::invocation(inner).program;
    prints = prints && (is_one_of("echo printf tee logger date local [ test", command) ||
                        (command != program && is_message_function(command)));
    for (const shell::Assignment& assignment : inner.assignments)
      prints = prints && is_inside(inner, shell::NodeKind::function) && command == "local" && !assignment.append;
  });
  return prints;
}

static bool speaks_of_failure(const shell::Node& node) {
  const std::string_view program = shell::invocation(node).program;
  const std::string text = told_text(node);
  // What is left out on purpose is no failure.
  if (contains(text, "skip")) return false;
  if (is_one_of("error err log_error print_error fail failure", program)) return true;
  for (const std::string_view word : {"fail", "error", "not found", "could not", "not running", "\xe2\x9d\x8c"})
    if (contains(text, word)) return true;
  return false;
}

static bool only_tells_of_failure(const shell::Script& script, const shell::Node& list) {
  if (list.kind == shell::NodeKind::simple) return only_prints(script, list) && speaks_of_failure(list);
  return (list.kind == shell::NodeKind::list || list.kind == shell::NodeKind::group) && !list.children.empty() &&
         std::ranges::all_of(list.children, [&](const shell::Node* node) { return only_prints(script, *node); }) &&
         std::ranges::any_of(list.children, [](const shell::Node* node) { return speaks_of_failure(*node); });
}

/// Whether a part of a script dumps a database, itself or in the functions that it calls.
static bool dumps(const shell::Script& script, const shell::Node& part, int depth) {
  bool found = false;
  for_each_node(part, [&](const shell::Node& node) {
    if (found || node.kind != shell::NodeKind::simple) return;
    found = std::ranges::any_of(
        node.words, [](const shell::Word& word) { return is_backup_program(base_name(before(word.text, ' '))); });
    if (found || depth >= deepest_call) return;
    const shell::Node* const called = function_named(script, shell::invocation(node).program);
    found = called != nullptr && called != &part && dumps(script, *called, depth + 1);
  });
  return found;
}

/// Whether the script may still end with another status behind a place: `exit 1`, `exit $failed`.
static bool may_fail_later(const shell::Script& script, Span place) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    if (node->span.begin < place.begin) return false;
    const shell::Invocation command = shell::invocation(*node);
    return is_one_of("exit return", command.program) && (command.arguments.empty() || command.arguments[0].text != "0");
  });
}

/// A sentence behind a place that speaks of success; null when there is none.
static const shell::Node* success_told(const shell::Script& script, Span place) {
  for (const shell::Node* const node : script.commands) {
    if (node->span.begin < place.end || !tells(*node)) continue;
    const std::string text = told_text(*node);
    for (const std::string_view word : {"success", "complete", "finished", "done", "\xe2\x9c\x85"})
      if (contains(text, word) && !contains(text, "fail")) return node;
  }
  return nullptr;
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::File* const file : backup_scripts(project)) {
    const shell::Script& script = *file->script;
    if (script.root == nullptr || !saves_state(*file)) continue;
    any = true;
    const shell::Node* quiet = nullptr;
    for_each_node(*script.root, [&](const shell::Node& node) {
      if (quiet != nullptr) return;
      const shell::Node* otherwise = nullptr;
      if (node.kind == shell::NodeKind::and_or && node.children.size() >= 2 &&
          node.children.back()->joined_by == "||" && dumps(script, *node.children.front(), 0) && !status_is_asked(node))
        otherwise = node.children.back();
      if (node.kind == shell::NodeKind::if_clause && node.children.size() == 3 && node.has_else &&
          (dumps(script, *node.children[0], 0) || dumps(script, *node.children[1], 0)) &&
          !is_inside(node, shell::NodeKind::while_loop) && !is_inside(node, shell::NodeKind::until_loop))
        otherwise = node.children[2];
      if (otherwise != nullptr && only_tells_of_failure(script, *otherwise) && !may_fail_later(script, otherwise->span))
        quiet = otherwise;
    });
    if (quiet == nullptr) continue;
    Builder finding = report.at(
        quiet->span, "A backup that fails is only told of, and the script ends in success; end it with `exit 1`");
    if (const shell::Node* const told = success_told(script, quiet->span); told != nullptr)
      finding.note(told->span, "This is said all the same").severity(Severity::high);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4681",
    .summary = "Failed backup that only a message tells of",
    .why =
        "Whoever schedules the script goes by its status: nobody reads the line, and the day on which the copy is "
        "wanted shows that there is none.",
    .remedy = "Remember the failure and end with `exit 1`, so that cron, CI or a monitor sees it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::backup_failure_only_told
