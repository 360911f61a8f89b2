#include "rules/lib/start_demands.h"

#include <optional>

#include "project/application.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

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

/// What `[ -z "$NAME" ]`, `[ -n "$NAME" ]`, `test "$NAME"` and their like ask, and nothing else.
struct EmptyTest {
  DemandedVariable variable;
  bool is_empty = false;  ///< It succeeds for an empty variable; else for one that has a value.
};
static std::optional<EmptyTest> empty_test(const shell::Node& list) {
  const shell::Node* node = &list;
  while (node->kind == shell::NodeKind::list && node->children.size() == 1) node = node->children[0];
  std::span<const shell::Word> words = node->words;
  if (node->kind != shell::NodeKind::condition) {
    if (words.empty() || !is_one_of("[ test", words.front().text)) return std::nullopt;
    words = words.subspan(1);
    if (!words.empty() && words.back().text == "]") words = words.first(words.size() - 1);
  }
  bool is_empty = node->negated;
  if (!words.empty() && words.front().text == "!") {
    is_empty = !is_empty;
    words = words.subspan(1);
  }
  if (words.size() == 2 && is_one_of("-z -n", words.front().text)) {
    if (words.front().text == "-z") is_empty = !is_empty;
    words = words.subspan(1);
  }
  if (words.size() != 1 || words.front().expansions.size() != 1) return std::nullopt;
  const shell::Expansion& expansion = words.front().expansions[0];
  // `${NAME:-}` asks the same; another default is none that is empty. Text around it is never empty.
  if (expansion.kind != shell::ExpansionKind::parameter || !expansion.subscript.empty() ||
      (!expansion.operation.empty() && (!is_one_of(":- -", expansion.operation) || !expansion.argument.empty())) ||
      expansion.span.size() + 2 < words.front().span.size())
    return std::nullopt;
  return EmptyTest{{expansion.name, words.front().span}, is_empty};
}

/// The variables without which a condition holds: `[ -z "$A" ] || [ -z "$B" ]`.
static std::vector<DemandedVariable> tested_empty(const shell::Node& condition) {
  const shell::Node* node = &condition;
  while (node->kind == shell::NodeKind::list && node->children.size() == 1) node = node->children[0];
  std::vector<DemandedVariable> variables;
  if (const auto test = empty_test(*node); test.has_value()) {
    if (test->is_empty) variables.push_back(test->variable);
    return variables;
  }
  for (const shell::Node* const child : node->children) {
    const auto test = empty_test(*child);
    if (!test.has_value() || !test->is_empty || child->joined_by == "&&") return {};
    variables.push_back(test->variable);
  }
  return variables;
}

/// Under `set -u` a plain `$NAME` ends the script when nothing gives it a value. What bash and the engine set by
/// themselves is no such name.
static void add_plain(const shell::Word& word, const shell::Script& script, std::string_view first_line,
                      const shell::Node& node, std::vector<DemandedVariable>& result) {
  constexpr WordList set_by_shell =
      "IFS PPID PATH PWD OLDPWD HOME SHLVL UID EUID GROUPS RANDOM SRANDOM SECONDS LINENO OPTIND OPTARG HOSTNAME "
      "HOSTTYPE "
      "MACHTYPE OSTYPE SHELL SHELLOPTS TERM USER _ REPLY PIPESTATUS FUNCNAME DIRSTACK COLUMNS LINES EPOCHSECONDS "
      "EPOCHREALTIME";
  for (const shell::Expansion& expansion : word.expansions) {
    if (expansion.kind != shell::ExpansionKind::parameter || expansion.nested || !expansion.operation.empty() ||
        !expansion.subscript.empty() || expansion.name.empty() || is_digit(expansion.name.front()) ||
        is_one_of(set_by_shell, expansion.name) || expansion.name.starts_with("BASH") ||
        expansion.name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos)
      continue;
    if (strict_mode(script, first_line, &node).nounset) result.push_back({expansion.name, expansion.span});
  }
}

static void collect(const shell::Node& node, const shell::Script& script, std::string_view first_line,
                    std::vector<DemandedVariable>& result) {
  // What stands in a function or behind a condition may never run.
  if (node.kind == shell::NodeKind::function) return;
  if (node.kind == shell::NodeKind::if_clause) {
    // The first condition is asked whatever happens.
    if (!node.children.empty()) collect(*node.children[0], script, first_line, result);
    if (node.children.size() >= 2 && fails(*node.children[1]))
      for (const DemandedVariable& variable : tested_empty(*node.children[0])) result.push_back(variable);
    return;
  }
  if (node.kind == shell::NodeKind::case_clause || node.kind == shell::NodeKind::for_loop ||
      node.kind == shell::NodeKind::while_loop || node.kind == shell::NodeKind::until_loop)
    return;
  for (const shell::Word& word : node.words) {
    for (const shell::Expansion& expansion : word.expansions)
      if (expansion.operation == ":?" || expansion.operation == "?") result.push_back({expansion.name, expansion.span});
    add_plain(word, script, first_line, node, result);
  }
  for (const shell::Assignment& assignment : node.assignments)
    add_plain(assignment.value, script, first_line, node, result);
  // `[ -n "$NAME" ] || exit 1`, `[ -z "$NAME" ] && { ...; exit 1; }`
  if (node.kind == shell::NodeKind::and_or && node.children.size() == 2 && fails(*node.children[1]))
    if (const auto test = empty_test(*node.children[0]);
        test.has_value() && test->is_empty == (node.children[1]->joined_by == "&&"))
      result.push_back(test->variable);
  // A test of which nobody asks the status ends the script by itself.
  if (const auto test = empty_test(node);
      test.has_value() && !test->is_empty && !status_is_asked(node) && strict_mode(script, first_line, &node).errexit)
    result.push_back(test->variable);
  for (const shell::Node* const child : node.children) {
    // Behind `&&` and `||` it depends on what is before.
    if (child->joined_by == "&&" || child->joined_by == "||") continue;
    collect(*child, script, first_line, result);
    // What stands behind a program that takes over, or behind an end, is not reached.
    if (child->kind == shell::NodeKind::simple && !child->words.empty() &&
        (child->words[0].text == "exit" || (child->words[0].text == "exec" && child->words.size() > 1)))
      return;
  }
}

bool may_set(const shell::Script& script, std::string_view name) {
  if (project::sets_unknown_variables(script)) return true;
  for (const shell::Node* const node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == name) return true;
    if (node->words.empty()) continue;
    if (is_one_of("export read declare local readonly typeset mapfile readarray getopts printf", node->words[0].text))
      for (const shell::Word& word : node->words)
        if (word.text.starts_with(name)) return true;
    // `: "${NAME:=default}"`
    for (const shell::Word& word : node->words)
      for (const shell::Expansion& expansion : word.expansions)
        if (expansion.name == name && is_one_of(":= =", expansion.operation)) return true;
  }
  bool by_loop = false;
  for_each_node_deep(script, [&](const shell::Node& node) {
    by_loop = by_loop || (node.name == name &&
                          (node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::select_loop));
  });
  return by_loop;
}

std::vector<DemandedVariable> demanded_variables(const shell::Script& script, std::string_view first_line) {
  std::vector<DemandedVariable> result;
  if (script.root != nullptr) collect(*script.root, script, first_line, result);
  return result;
}

}  // namespace seaworthy::rules
