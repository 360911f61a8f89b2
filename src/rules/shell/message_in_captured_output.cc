#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::message_in_captured_output {

/// `log_info`, `warn`, `print_status`: a name that says that a function speaks to people.
static bool is_for_people(std::string_view name) {
  std::string small = ascii::lowered(name);
  while (!small.empty() && small.front() == '_') small.erase(0, 1);
  const std::string_view first = std::string_view(small).substr(0, small.find('_'));
  return is_one_of("log info warn warning error success print msg message say debug notice status echo", first) &&
         !contains(small, "path") && !contains(small, "file");
}

/// Whether what a node says goes elsewhere than to its caller.
static bool goes_elsewhere(const shell::Node& node, const shell::Node& function) {
  for (const shell::Node* up = &node; up != nullptr; up = up->parent) {
    for (const shell::Redirection& redirection : up->redirections)
      if (redirection.operation.starts_with('>') || redirection.operation.starts_with("&>"))
        if (redirection.descriptor < 0 || redirection.descriptor == 1) return true;
    if (up == &function) return false;
    // Of a pipeline the last part speaks; what else reads it is not known but for `tee`.
    if (up->kind == shell::NodeKind::pipeline) {
      const shell::Node& last = *up->children.back();
      if (last.span.contains(node.span)) continue;
      if (last.words.empty() || last.words.front().text != "tee") return true;
      for (const shell::Redirection& redirection : last.redirections)
        if (redirection.operation.starts_with('>')) return true;
    }
  }
  return true;
}

/// Calls `visit` for the commands of a function that its caller hears.
template <class Visit>
static void each_heard(const shell::Node& node, const shell::Node& function, Visit& visit) {
  if (&node != &function && node.kind == shell::NodeKind::function) return;
  if (node.kind == shell::NodeKind::simple && !node.words.empty() && !goes_elsewhere(node, function)) visit(node);
  for (const shell::Node* const child : node.children) each_heard(*child, function, visit);
}

/// Whether the list that a command stands in ends the function with a failure, so that nobody takes its output.
static bool fails_behind(const shell::Node& node) {
  const shell::Node* const list = node.parent;
  if (list == nullptr) return false;
  bool behind = false;
  for (const shell::Node* const child : list->children) {
    if (child == &node) behind = true;
    if (behind && child->words.size() > 1 && is_one_of("exit return", child->words[0].text) &&
        child->words[1].text != "0")
      return true;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project()))
    return report.skip();
  // A word that begins with `name=$(` also stands behind `local` and `export`.
  struct Capture {
    std::string_view name;
    const shell::Expansion* expansion;
  };
  std::vector<const shell::Node*> functions;
  std::vector<Capture> captures;
  const auto add = [&](std::string_view name, const shell::Word& value, std::size_t before) {
    if (value.expansions.empty()) return;
    const shell::Expansion& expansion = value.expansions.front();
    // `x=$(f ...)` and nothing else.
    if (expansion.kind == shell::ExpansionKind::command && expansion.script != nullptr &&
        expansion.span.end - expansion.span.begin + 2 + before >= value.span.end - value.span.begin &&
        expansion.script->commands.size() == 1 && !expansion.script->commands.front()->words.empty())
      captures.push_back({name, &expansion});
  };
  for_each_node_deep(*file.script, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::function) functions.push_back(&node);
    if (node.kind != shell::NodeKind::simple) return;
    for (const shell::Assignment& assignment : node.assignments)
      if (!assignment.array) add(assignment.name, assignment.value, 0);
    if (node.words.empty() || !shell::is_declaration(node.words[0].text)) return;
    for (const shell::Word& word : node.words.subspan(1))
      if (const std::size_t equals = word.raw.find('='); equals != std::string_view::npos)
        add(word.raw.substr(0, equals), word, equals + 1);
  });
  if (functions.empty() || captures.empty()) return report.skip();
  const auto defined = [&](std::string_view name) -> const shell::Node* {
    const auto found = std::ranges::find_if(functions, [&](const shell::Node* node) { return node->name == name; });
    return found != functions.end() ? *found : nullptr;
  };
  // A function for people that its caller hears.
  const auto speaks = [&](std::string_view name) {
    const shell::Node* const function = is_for_people(name) ? defined(name) : nullptr;
    if (function == nullptr) return false;
    bool heard = false;
    auto visit = [&](const shell::Node& node) { heard = heard || is_one_of("echo printf", node.words.front().text); };
    each_heard(*function, *function, visit);
    return heard;
  };
  bool any = false;
  for (const Capture& capture : captures) {
    const std::string_view called = capture.expansion->script->commands.front()->words.front().text;
    const shell::Node* const function = is_for_people(called) ? nullptr : defined(called);
    if (function == nullptr) continue;
    any = true;
    const shell::Node* message = nullptr;
    bool gives = false;
    auto visit = [&](const shell::Node& heard) {
      const std::string_view program = heard.words.front().text;
      if (message == nullptr && speaks(program) && !fails_behind(heard)) message = &heard;
      gives = gives || is_one_of("echo printf cat", program);
    };
    each_heard(*function, *function, visit);
    if (message == nullptr || !gives) continue;
    report
        .at(capture.expansion->span,
            "`{}` gets the messages that `{}` prints as well as its result; send them to standard error", capture.name,
            called)
        .note(message->span, "`{}` prints to standard output", message->words.front().text);
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3190",
    .summary = "Messages of a function in the value that it gives back",
    .why =
        "A command substitution takes all of standard output. The path or name that the script goes on with begins "
        "with a line of its log, so that nothing is found there.",
    .remedy = "Let the functions that speak to people write to standard error (`>&2`).",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::message_in_captured_output
