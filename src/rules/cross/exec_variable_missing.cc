#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/compose_exec.h"
#include "rules/lib/words.h"
#include "shell/parse.h"

namespace seaworthy::rules::exec_variable_missing {

/// Names of variables in a text for a shell that stand without a value to fall back on.
static std::vector<std::string_view> variables_in(std::string_view text) {
  std::vector<std::string_view> names;
  const auto inside = [](char c) { return c == '_' || is_digit(c) || (c >= 'A' && c <= 'Z'); };
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::size_t begin = at + 1;
    const bool braced = begin < text.size() && text[begin] == '{';
    if (braced) ++begin;
    std::size_t end = begin;
    while (end < text.size() && inside(text[end])) ++end;
    if (end == begin || (braced && (end >= text.size() || text[end] != '}'))) continue;
    names.push_back(text.substr(begin, end - begin));
  }
  return names;
}

/// The text that `sh -c '...'` behind `exec SERVICE` gives to a shell of the container; null where the outer shell has
/// a hand in it.
static const shell::Word* given_text(const shell::Node& node) {
  for (std::size_t at = 0; at + 2 < node.words.size(); ++at) {
    if (!shell::is_shell(node.words[at].text)) continue;
    const std::string_view option = node.words[at + 1].text;
    if (!option.starts_with('-') || !option.ends_with('c')) continue;
    const shell::Word& text = node.words[at + 2];
    return text.expansions.empty() && contains(text.text, "$") ? &text : nullptr;
  }
  return nullptr;
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.node == nullptr || command.verb != "exec") continue;
    const shell::Word* const text = given_text(*command.node);
    if (text == nullptr) continue;
    const auto in_service = command_in_service(project, command);
    if (!in_service.has_value() || in_service->service->image == nullptr || in_service->service->builds) continue;
    const project::Service& service = *in_service->service;
    const bool given_here = std::ranges::any_of(
        command.operands, [](std::string_view word) { return word == "-e" || word.starts_with("--env"); });
    if (given_here) continue;
    for (const std::string_view name : variables_in(text->text)) {
      // What the image knows how to take, and nobody gives it.
      if (knowledge::variable(*service.image, name) == nullptr || contains(text->text, std::string(name) + "="))
        continue;
      any = true;
      if (project::variable_state(service, name) != project::VariableState::absent ||
          !project::is_given_nowhere(project, service, name))
        continue;
      Builder finding =
          report.at(text->span, "Nothing gives `{}` to `{}`, so it is empty in this command", name, service.name);
      finding.note(service.span, "What `{}` gets", service.name);
      if (command.file != nullptr && is_about_copies(*command.file)) finding.rung(Rung::keep);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4944",
    .summary = "Command in a container that reads a variable which the container does not have",
    .why =
        "The single quotes leave the variable to the shell in the container. Where it is not set there, the command "
        "logs in without a password or as nobody, and a backup that runs at night fails without a witness.",
    .remedy = "Read a variable that the service sets, or give it with `exec -e NAME`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::exec_variable_missing
