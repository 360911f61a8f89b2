#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::probe_starts_program_again {

/// The script that a container starts with; "" where it starts something else.
static std::string_view start_script(const project::Service& service) {
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const std::string_view word : command->words)
      if (word.ends_with(".sh")) return word;
  return {};
}

/// What the probe of a service gives the script for its first argument; "" when it runs something else.
static std::string_view argument_of_probe(const project::Service& service, std::string_view script) {
  const project::CommandInForce& probe = service.probe.command;
  if (probe.script != nullptr) {
    for (const shell::Node* const node : probe.script->commands)
      if (node->words.size() > 1 && node->words[0].text == script) return node->words[1].text;
    return {};
  }
  const auto at = std::ranges::find(probe.words, script);
  return at != probe.words.end() && std::next(at) != probe.words.end() ? *std::next(at) : std::string_view();
}

static bool leaves(const shell::Node& node) {
  return node.kind == shell::NodeKind::simple && !node.words.empty() &&
         is_one_of("exit exec return", node.words[0].text);
}

/// Whether a branch certainly runs to its end and what stands behind it: nothing in it leaves the script but where
/// something failed.
static bool falls_through(const shell::Node& list) {
  return std::ranges::all_of(list.children, [](const shell::Node* child) {
    if (child->kind == shell::NodeKind::simple) return !leaves(*child);
    return child->kind == shell::NodeKind::and_or && std::ranges::all_of(child->children, [](const shell::Node* part) {
             return part->kind == shell::NodeKind::simple && (part->joined_by == "||" || !leaves(*part));
           });
  });
}

static bool asks_for(const shell::Node& condition, std::string_view argument) {
  if (condition.negated) return false;
  const auto is = [&](std::string_view text) {
    return std::ranges::any_of(condition.words, [&](const shell::Word& word) { return word.text == text; });
  };
  if (condition.kind == shell::NodeKind::simple || condition.kind == shell::NodeKind::condition)
    return (is("=") || is("==")) && is(argument) && !is("!");
  return condition.children.size() == 1 && asks_for(*condition.children[0], argument);
}

/// The branch of a script that an argument leads into, when a program starts behind it whatever the argument is; null
/// when there is none. Only what stands at the top is looked at.
static const shell::Node* branch_for(const shell::Node& root, std::string_view argument) {
  const shell::Node* branch = nullptr;
  for (const shell::Node* const node : root.children) {
    if (branch != nullptr) {
      if (node->kind == shell::NodeKind::simple && !node->words.empty() && node->words[0].text == "exec") return branch;
    } else if (node->kind == shell::NodeKind::if_clause && !node->has_else && node->children.size() == 2) {
      if (asks_for(*node->children[0], argument)) branch = node->children[1];
    } else if (node->kind == shell::NodeKind::case_clause) {
      for (const shell::Node* const item : node->children)
        if (std::ranges::any_of(item->words, [&](const shell::Word& pattern) { return pattern.text == argument; }))
          branch = item;
    }
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (!service.probe || service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  const std::string_view script = start_script(service);
  const std::string_view argument = script.empty() ? script : argument_of_probe(service, script);
  if (argument.empty() || contains(argument, "$")) return report.skip();
  const shell::Node* const branch = branch_for(*service.startup->root, argument);
  if (branch == nullptr || !falls_through(*branch)) return;
  report
      .at(branch->span,
          "The probe of `{}` comes here and goes on to start the program again; end the branch with `exit`",
          service.name)
      .note(service.probe.command.span.valid() ? service.probe.command.span : service.probe.span,
            "It calls the start script with `{}`", argument);
}

extern const Rule rule = {
    .code = "SW4348",
    .summary = "Health check that starts the program a second time",
    .why =
        "After its question the script runs on to its end: a second server finds the port taken, and the probe fails "
        "or "
        "outlasts its timeout.",
    .remedy = "End the branch for the probe with `exit 0`, or probe with a command of its own.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_starts_program_again
