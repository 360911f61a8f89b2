#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::start_script_variable_missing {

struct Required {
  std::string_view name;
  Span span;
};

/// Whether a list ends the script with a failure, whatever happens before.
static bool fails(const shell::Node& node) {
  // What stands behind another condition, in a loop or behind a program that takes over may not be reached.
  if (node.kind == shell::NodeKind::if_clause || node.kind == shell::NodeKind::case_clause ||
      node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::while_loop ||
      node.kind == shell::NodeKind::until_loop || node.kind == shell::NodeKind::function)
    return false;
  if (node.kind == shell::NodeKind::simple && node.words.size() > 1 && is_one_of("exit return", node.words[0].text) &&
      node.words[1].literal && node.words[1].text != "0")
    return true;
  for (const shell::Node* const child : node.children) {
    if (child->joined_by == "&&" || child->joined_by == "||") continue;
    if (child->kind == shell::NodeKind::simple && !child->words.empty() && child->words[0].text == "exec") return false;
    if (fails(*child)) return true;
  }
  return false;
}

/// `[ -z "$NAME" ]` and nothing else.
static bool tests_empty(const shell::Node& list, Required& required) {
  const shell::Node* node = &list;
  while (node->kind == shell::NodeKind::list && node->children.size() == 1) node = node->children[0];
  if (node->negated) return false;
  const std::span<const shell::Word> words = node->words;
  for (std::size_t index = 0; index + 1 < words.size(); ++index) {
    const shell::Word& tested = words[index + 1];
    if (words[index].text != "-z" || index > 1 || words.size() > 4 || tested.expansions.size() != 1) continue;
    const shell::Expansion& expansion = tested.expansions[0];
    // `${NAME:-}` asks the same; another default is none that is empty.
    if (expansion.kind != shell::ExpansionKind::parameter ||
        (!expansion.operation.empty() && !expansion.argument.empty()))
      return false;
    required = {expansion.name, tested.span};
    return true;
  }
  return false;
}

static void collect(const shell::Node& node, std::vector<Required>& result) {
  // What stands in a function or behind a condition may never run.
  if (node.kind == shell::NodeKind::function) return;
  if (node.kind == shell::NodeKind::if_clause) {
    Required required;
    if (node.children.size() >= 2 && tests_empty(*node.children[0], required) && fails(*node.children[1]))
      result.push_back(required);
    return;
  }
  if (node.kind == shell::NodeKind::case_clause || node.kind == shell::NodeKind::for_loop ||
      node.kind == shell::NodeKind::while_loop || node.kind == shell::NodeKind::until_loop)
    return;
  for (const shell::Word& word : node.words)
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.operation == ":?" || expansion.operation == "?") result.push_back({expansion.name, expansion.span});
  for (const shell::Node* const child : node.children) {
    // Behind `&&` and `||` it depends on what is before.
    if (child->joined_by == "&&" || child->joined_by == "||") continue;
    collect(*child, result);
  }
}

/// Whether the script itself may set a variable.
static bool sets(const shell::Script& script, std::string_view name) {
  if (project::sets_unknown_variables(script)) return true;
  for (const shell::Node* const node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == name) return true;
    if (node->words.empty()) continue;
    if (is_one_of("export read declare local readonly", node->words[0].text))
      for (const shell::Word& word : node->words)
        if (word.text.starts_with(name)) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  std::vector<Required> required;
  collect(*service.startup->root, required);
  if (required.empty()) return report.skip();
  for (const Required& each : required) {
    if (each.name.empty() || is_number(each.name) || !project::is_absent_in_container(service, each.name) ||
        sets(*service.startup, each.name))
      continue;
    report
        .at(service.span, "`{}` gets no `{}`, without which its start script ends at once; set it in `environment`",
            service.name, each.name)
        .note(each.span, "The start script asks for it here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4570",
    .summary = "Variable that the start script requires and nobody supplies",
    .why = "The script ends with an error before the program starts, and the engine tries again and again.",
    .remedy = "Give the variable in `environment`, an env file or the image, or give it a default in the script.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "get every variable that their start script requires",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_variable_missing
