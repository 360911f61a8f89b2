#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/start_demands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_fills_in_nothing {

/// `PORT` of `$PORT`, without a default or a test; "" for other expansions.
static std::string_view plain_variable(const shell::Expansion& expansion) {
  const bool is_plain = expansion.kind == shell::ExpansionKind::parameter && expansion.operation.empty() &&
                        expansion.subscript.empty() && expansion.name.size() > 1;
  const bool is_environment = is_plain && std::ranges::all_of(expansion.name, [](char c) {
                                return (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
                              });
  return is_environment ? expansion.name : std::string_view();
}

/// Whether the script speaks of a variable anywhere else: it sets it, asks for it or gives it a default.
static bool is_cared_for(const shell::Script& script, std::string_view name) {
  if (may_set(script, name)) return true;
  bool cared = false;
  for_each_own_node(script, [&](const shell::Node& node) {
    const bool tests = !node.words.empty() && is_one_of("[ [[ test", node.words.front().text);
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions)
        cared = cared || (expansion.name == name && (tests || !expansion.operation.empty()));
  });
  return cared;
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  bool any = false;
  for (const shell::Node* const node : service.startup->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "sed" || !command.has_any_flag({"-i", "--in-place"}) || node->script != service.startup)
      continue;
    for (const shell::Word& word : command.arguments)
      for (const shell::Expansion& expansion : word.expansions) {
        const std::string_view name = plain_variable(expansion);
        if (name.empty()) continue;
        any = true;
        if (!project::is_absent_in_container(service, name) || is_cared_for(*service.startup, name)) continue;
        report.at(word.span, "Nothing gives `{}` to `{}`, so this puts nothing into the file", name, service.name)
            .note(service.span, "What `{}` gets", service.name);
        return;
      }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4379",
    .summary = "Start script that fills in a variable which nobody supplies",
    .why =
        "An absent variable is empty text: the file is written with a hole where a port or address belongs, and the "
        "server that reads it refuses to start.",
    .remedy = "Give the variable in `environment` or the image, or write `${PORT:-8080}` in the script.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_fills_in_nothing
