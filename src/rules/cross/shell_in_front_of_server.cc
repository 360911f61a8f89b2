#include <algorithm>
#include <string_view>

#include "knowledge/program_kinds.h"
#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::rules::shell_in_front_of_server {

/// Programs that run until they are told to end; a path of the image is one too.
static bool is_server(std::string_view program) {
  // A shell at the end is for whoever looks in.
  if (shell::is_shell(program)) return false;
  return knowledge::tables::lasting_programs.contains(program) || program.starts_with("./") || program.starts_with('/');
}

/// The last command of `sh -c "a && b"`; null where the text does more than to start one thing after another.
static const shell::Node* last_of(const shell::Script& script) {
  if (script.root == nullptr || script.root->children.empty()) return nullptr;
  const shell::Node* last = script.root->children.back();
  if (last->kind == shell::NodeKind::and_or && last->children.back()->joined_by == "&&") last = last->children.back();
  if (last->kind != shell::NodeKind::simple || last->words.empty() || script.commands.size() < 2) return nullptr;
  const bool looks_after_itself = std::ranges::any_of(script.commands, [](const shell::Node* node) {
    return node->background || (!node->words.empty() && is_one_of("trap wait", node->words.front().text));
  });
  return looks_after_itself ? nullptr : last;
}

static void check(const project::Service& service, Report& report) {
  // A job ends by itself.
  if (!service.standalone && runs_once(service)) return report.skip();
  bool any = false;
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command}) {
    if (given->script == nullptr || given->words.size() < 3 || given->words[1] != "-c") continue;
    // bash hands over to the last command by itself.
    if (base_name(given->words.front()) == "bash") continue;
    const shell::Node* const last = last_of(*given->script);
    if (last == nullptr || !last->span.valid()) continue;
    any = true;
    const shell::Invocation command = shell::invocation(*last);
    if (command.wrapped_by("exec") || command.program == "exec" || command.program_word == nullptr ||
        !is_server(command.program_word->text))
      continue;
    Builder finding = report.at(last->span, "The shell stays in front of `{}` and passes no signal on; write `exec {}`",
                                command.program, command.program_word->text);
    // There it costs ten seconds of whoever stops it.
    const project::Role role = service.stack != nullptr ? service.stack->role : project::Role::unknown;
    if (role == project::Role::development || role == project::Role::test) finding.severity(Severity::low);
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4373",
    .summary = "Shell that stays in front of the server which it starts last",
    .why =
        "`sh -c \"migrate && serve\"` is process 1 and gets the SIGTERM of `docker stop`, which it ignores. After ten "
        "seconds everything is killed: requests are cut off, data are not written.",
    .remedy = "Put `exec` before the last command: `sh -c \"migrate && exec serve\"`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "hand over to the server with `exec`",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::shell_in_front_of_server
