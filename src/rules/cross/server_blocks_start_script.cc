#include <algorithm>

#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::server_blocks_start_script {

static bool has(const shell::Invocation& command, std::string_view word) {
  return std::ranges::any_of(command.arguments, [&](const shell::Word& argument) { return argument.text == word; });
}

/// Whether a command runs until it is told to end, with the arguments that it is given.
static bool runs_for_ever(const shell::Invocation& command) {
  const std::string_view program = command.program;
  if (program == "sidekiq" || (program == "bundle" && has(command, "sidekiq")))
    return !has(command, "-d") && !has(command, "--daemon");
  if (knowledge::tables::python_servers.contains(program))
    return !has(command, "-D") && !has(command, "--daemon") && !has(command, "--version");
  if (program == "celery")
    return (has(command, "worker") || has(command, "beat")) && !has(command, "-D") && !has(command, "--detach");
  if (program == "php" && has(command, "artisan"))
    return has(command, "queue:work") || has(command, "queue:listen") || has(command, "schedule:work") ||
           has(command, "serve") || has(command, "horizon");
  if (program == "rails" || (program == "bundle" && has(command, "rails")))
    return (has(command, "s") || has(command, "server")) && !has(command, "-d") && !has(command, "--daemon");
  if (program == "nginx")
    return std::ranges::any_of(command.arguments,
                               [](const shell::Word& word) { return contains(word.text, "daemon off"); });
  if (program == "supervisord") return has(command, "-n") || has(command, "--nodaemon");
  return false;
}

/// Whether something that matters comes after a command of a list.
static const shell::Node* next_of_weight(const shell::Node& node) {
  for (const shell::Node* next = next_in_list(node); next != nullptr; next = next_in_list(*next)) {
    if (next->kind != shell::NodeKind::simple || next->words.empty()) continue;
    if (!is_one_of("echo printf wait true : exit", shell::invocation(*next).program)) return next;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const shell::Script* const script = service.startup;
  if (script == nullptr || script->root == nullptr) return report.skip();
  bool any = false;
  for (const shell::Node* const node : script->commands) {
    if (node->script != script || node->background || node->words.empty()) continue;
    const shell::Invocation command = shell::invocation(*node);
    if (!runs_for_ever(command)) continue;
    any = true;
    // Of a branch or function only those that are chosen run, and a pipe or `||` is another matter.
    if (node->parent == nullptr || node->parent != script->root || command.wrapped_by("exec") ||
        is_one_of("exec nohup timeout", node->words.front().text))
      continue;
    const shell::Node* const next = next_of_weight(*node);
    if (next == nullptr) continue;
    report
        .at(node->span,
            "`{}` runs until it is stopped, so `{}` never comes to what follows; give it a container of its own",
            command.program, service.name)
        .note(next->span, "This never runs")
        .note(service.span, "It starts with this script");
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4376",
    .summary = "Server in the middle of a start script",
    .why =
        "The shell waits for a command in the foreground. What stands behind a server or worker begins when that has "
        "ended: the web server never listens.",
    .remedy =
        "Start each program in a service of its own with the same image, and let the script end with `exec` of one.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::server_blocks_start_script
