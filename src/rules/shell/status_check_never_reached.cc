#include "rules/rule.h"

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "rules/lib/function_around.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::status_check_never_reached {

/// The `$?` that a condition or assignment asks for first.
static const shell::Expansion* status_in(const shell::Node& node) {
  const shell::Node* at = &node;
  if (at->kind == shell::NodeKind::if_clause) at = at->children.front();
  while (at->kind == shell::NodeKind::list || at->kind == shell::NodeKind::and_or) {
    if (at->children.empty()) return nullptr;
    at = at->children.front();
  }
  // What only shows the status is right to show 0.
  if (at->kind == shell::NodeKind::simple && is_one_of("echo printf exit return", shell::invocation(*at).program))
    return nullptr;
  for (const shell::Word& word : at->words)
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.kind == shell::ExpansionKind::parameter && expansion.name == "?") return &expansion;
  for (const shell::Assignment& assignment : at->assignments)
    for (const shell::Expansion& expansion : assignment.value.expansions)
      if (expansion.kind == shell::ExpansionKind::parameter && expansion.name == "?") return &expansion;
  return nullptr;
}

/// Whether a status is kept only to end the script with it.
static bool is_handed_on(const shell::Node& keeping, const shell::Node& next) {
  if (keeping.assignments.empty() || !keeping.words.empty() || next.kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(next);
  return command.program == "exit" && command.arguments.size() == 1 && !command.arguments.front().expansions.empty() &&
         command.arguments.front().expansions.front().name == keeping.assignments.front().name;
}

/// Whether a failure of `node` ends a script under `set -e`.
static bool ends_script(const shell::Node& node) {
  if (node.background || node.negated) return false;
  if (node.kind == shell::NodeKind::simple) {
    const std::string_view program = shell::invocation(node).program;
    return !is_one_of("echo printf set : true local export declare trap", program);
  }
  return node.kind == shell::NodeKind::pipeline || node.kind == shell::NodeKind::subshell;
}

/// The functions of a script in which `set -e` acts: something calls them, and nothing asks for the status of a call or
/// of what the call stands in. In a substitution, and in text for another shell, this one's `set -e` does not act.
class StrictFunctions {
 public:
  explicit StrictFunctions(const shell::Script& script) {
    std::set<std::string_view> names;
    for_each_node(*script.root, [&](const shell::Node& node) {
      if (node.kind == shell::NodeKind::function) names.insert(node.name);
    });
    std::map<std::string_view, std::vector<std::string_view>> called_in;  // By the function that holds the call.
    std::vector<std::string_view> resting;
    for_each_node_deep(script, [&](const shell::Node& node) {
      if (node.kind != shell::NodeKind::simple || !names.contains(node.program)) return;
      names_.insert(node.program);
      if (node.script != &script || status_is_asked(node)) {
        resting.push_back(node.program);
      } else if (const shell::Node* const caller = function_around(node); caller != nullptr) {
        called_in[caller->name].push_back(node.program);
      }
    });
    for (const std::string_view name : names)
      if (!names_.contains(name)) resting.push_back(name);
    // What a function calls in which it rests, it rests in too.
    std::set<std::string_view> done;
    while (!resting.empty()) {
      const std::string_view name = resting.back();
      resting.pop_back();
      names_.erase(name);
      if (!done.insert(name).second) continue;
      if (const auto calls = called_in.find(name); calls != called_in.end())
        resting.insert(resting.end(), calls->second.begin(), calls->second.end());
    }
  }
  bool contain(const shell::Node& function) const { return names_.contains(function.name); }

 private:
  std::set<std::string_view> names_;
};

static void check_script(const shell::Script& script, const project::File& file, Report& report, bool& any) {
  const std::string_view line = first_line(script, &file, report.project());
  std::optional<StrictFunctions> strict;
  for_each_node(*script.root, [&](const shell::Node& list) {
    if (list.kind != shell::NodeKind::list) return;
    for (std::size_t i = 1; i < list.children.size(); ++i) {
      const shell::Node& node = *list.children[i];
      const shell::Node& before = *list.children[i - 1];
      const shell::Expansion* const status = status_in(node);
      if (status == nullptr) continue;
      any = true;
      if (!ends_script(before) || status_is_asked(before)) continue;
      if (!strict_mode(script, line, &before).errexit) continue;
      // Where a function is called as a condition, `set -e` rests.
      const shell::Node* const function = function_around(node);
      if (function != nullptr && !strict.has_value()) strict.emplace(script);
      if (function != nullptr && !strict->contain(*function)) continue;
      // `result=$?` with `exit $result` behind it ends as the command did, either way.
      if (i + 1 < list.children.size() && is_handed_on(node, *list.children[i + 1])) continue;
      report.at(status->span, "Under `set -e` a failure ends the script before this is asked; test the command itself")
          .note(before.span, "When this fails, nothing behind it runs");
    }
  });
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (concerns_deployment(file, report.project()))
    for_each_whole_script(file, [&](const shell::Script& script) { check_script(script, file, report, any); });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3030",
    .summary = "Status that is asked for too late",
    .why =
        "`set -e` ends the script at the command that fails, so `$?` is always 0 when it is asked for: the branch that "
        "cleans up, rolls "
        "back or tells somebody never runs.",
    .remedy = "Write `if ! command; then ... fi`, or `command || { ...; exit 1; }`; clean up in a `trap ... EXIT`.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::status_check_never_reached
