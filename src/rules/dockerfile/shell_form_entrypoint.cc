#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::shell_form_entrypoint {

/// The one simple command that a body consists of, or null.
static const shell::Node* only_command(const shell::Script* script) {
  if (script == nullptr || script->root == nullptr) return nullptr;
  const shell::Node* node = script->root;
  while (node->kind != shell::NodeKind::simple) {
    if (node->children.size() != 1 || node->negated) return nullptr;
    if (node->kind != shell::NodeKind::list && node->kind != shell::NodeKind::and_or &&
        node->kind != shell::NodeKind::pipeline)
      return nullptr;
    node = node->children.front();
  }
  return node->negated || node->background ? nullptr : node;
}

/// The command as a JSON array; empty when a shell does more for it than splitting words.
static std::string as_json(const shell::Node& command) {
  if (!command.assignments.empty() || !command.redirections.empty() || command.words.empty()) return {};
  std::string json = "[";
  for (const shell::Word& word : command.words) {
    if (!word.literal || word.text.find_first_of("\"\\\n\t") != std::string_view::npos) return {};
    if (json.size() > 1) json += ", ";
    json.append("\"").append(word.text).append("\"");
  }
  return json + "]";
}

/// `ENTRYPOINT ["dumb-init", "--"]` and `["tini", "-g", "--"]` pass signals on to every process of the group.
static bool signals_reach_all(const dockerfile::Stage* stage) {
  if (stage == nullptr || stage->entrypoint == nullptr || stage->entrypoint->form != dockerfile::Form::exec ||
      stage->entrypoint->arguments.empty())
    return false;
  const std::string_view program = base_name(stage->entrypoint->arguments.front().text);
  bool alone = false, group = false;
  for (const dockerfile::Word& word : stage->entrypoint->arguments) {
    if (word.text == "-c" || word.text == "--single-child") alone = true;
    if (word.text == "-g") group = true;
  }
  return (program == "dumb-init" && !alone) || (program.starts_with("tini") && group);
}

/// `trap : TERM; server & wait`: the shell takes the signals on purpose.
static bool traps_signals(const shell::Script* script) {
  return script != nullptr && std::ranges::any_of(script->commands, [](const shell::Node* node) {
           return shell::invocation(*node).program == "trap";
         });
}

/// `prepare && exec server`: the shell makes room once its work is done.
static bool ends_in_exec(const shell::Script* script) {
  if (script == nullptr || script->root == nullptr) return false;
  const shell::Node* node = script->root;
  while (node->kind == shell::NodeKind::list || node->kind == shell::NodeKind::and_or) {
    if (node->children.empty()) return false;
    node = node->children.back();
  }
  return node->kind == shell::NodeKind::simple && !node->words.empty() && node->words.front().text == "exec";
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  const bool probe = instruction.op == dockerfile::Op::healthcheck;
  const bool entrypoint = instruction.op == dockerfile::Op::entrypoint;
  if (instruction.form != dockerfile::Form::shell || instruction.body.text.empty()) return;
  const std::string_view text = instruction.body.text;
  // What is meant as a JSON array has a finding of its own.
  if (text.starts_with('[') && (text.ends_with(']') || text.starts_with("[\"") || text.starts_with("['")))
    return report.skip();
  const shell::Node* const command = only_command(instruction.script);
  const std::string json = command != nullptr ? as_json(*command) : std::string();
  // A probe that needs a shell is fine in shell form.
  if (probe && json.empty()) return;
  // `exec` puts the program in the shell's place, which is what the exec form is for.
  if (before(text, ' ') == "exec" || ends_in_exec(instruction.script)) return;
  if (instruction.op == dockerfile::Op::cmd && signals_reach_all(instruction.stage)) return;

  const bool own_shell = instruction.in_force != nullptr && !instruction.in_force->shell.empty();
  const shell::Dialect dialect =
      instruction.in_force != nullptr ? instruction.in_force->dialect : shell::Dialect::posix;
  const bool windows = dialect == shell::Dialect::powershell || dialect == shell::Dialect::cmd;
  std::string_view stays = "a shell is process 1 and the program gets no signals";
  if (entrypoint) stays = "CMD and arguments of the command line are lost, and the program gets no signals";
  const bool traps = !probe && traps_signals(instruction.script);
  if (traps) stays = "the text is all that can be started, with no arguments of its own";
  if (probe) stays = "each probe starts a shell first";
  const Span span = instruction.body.span(0, static_cast<std::uint32_t>(text.size()));
  Builder finding =
      traps ? report.at(span, "In shell form {}; run a script in exec form", stays)
      : json.empty()
          ? report.at(span, "In shell form {}; put `exec` before the last command, or run a script in exec form", stays)
          : report.at(span, "In shell form {}; write `{} {}`", stays,
                      probe ? "HEALTHCHECK CMD" : dockerfile::name(instruction.op), json);
  // A shell that is given one simple command may make room for it, which depends on the shell.
  if (probe || windows || traps) {
    finding.severity(Severity::info);
  } else if (!entrypoint && !json.empty()) {
    finding.severity(Severity::low);
  }
  finding.peers("hadolint:DL3025");
  if (!probe) {
    finding.also_peers("semgrep:prefer-json-notation");
    if (!own_shell) finding.also_peers("buildkit:JSONArgsRecommended");
    const project::Dockerfile* const dockerfile = dockerfile_of(instruction, report);
    if (instruction.stage != nullptr && dockerfile != nullptr && instruction.stage == dockerfile->parsed->last_stage())
      finding.also_peers(
          "kics:not_using_json_in_cmd_and_entrypoint_arguments "
          "kics:not_using_proper_exec_form_in_cmd_and_entrypoint_arguments");
  }
  // Comments inside a continued command would be lost.
  if (!json.empty() && !own_shell && !contains(report.text(span), "\n"))
    finding.fix(Safety::review, "Write it in exec form", span, json);
}

extern const Rule rule = {
    .code = "SW1450",
    .summary = "Container started through a shell",
    .why =
        "The shell is process 1: `docker stop` signals it and not the program, which is killed ten seconds later "
        "without having closed anything. An ENTRYPOINT in shell form also drops CMD and every argument.",
    .remedy = "Write a JSON array. Where a shell is needed, let its last command begin with `exec`.",
    .peers =
        "hadolint:DL3025 buildkit:JSONArgsRecommended kics:not_using_json_in_cmd_and_entrypoint_arguments "
        "kics:not_using_proper_exec_form_in_cmd_and_entrypoint_arguments semgrep:prefer-json-notation",
    .differs =
        "A command that begins with `exec` is fine. A HEALTHCHECK is reported only where it needs no shell, as a "
        "remark "
        "(hadolint reports each, BuildKit none). BuildKit passes a stage that sets SHELL, which keeps the signals from "
        "the "
        "program all the same.",
    .references = "https://docs.docker.com/reference/build-checks/json-args-recommended/",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .strength = "start their program directly, so that it gets signals",
    .check = each_instruction<check, dockerfile::Op::cmd, dockerfile::Op::entrypoint, dockerfile::Op::healthcheck>(),
};

}  // namespace seaworthy::rules::shell_form_entrypoint
