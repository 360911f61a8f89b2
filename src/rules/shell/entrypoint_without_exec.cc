#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/program_kinds.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/uses.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::entrypoint_without_exec {

static bool is_entrypoint(const project::File& file) {
  // `entrypoint-first-boot.sh` that nothing copies or runs is a part that another entrypoint calls.
  const bool is_named = is_one_of(
      "entrypoint.sh docker-entrypoint.sh docker_entrypoint.sh entrypoint docker-entrypoint", base_name(file.path));
  if (file.kind == project::FileKind::entrypoint && (is_named || !file.used_by.empty())) return true;
  return std::ranges::any_of(file.used_by, is_start_of_service);
}

/// False: the script does something else than start a program in the end.
static bool judge(const shell::Script& script, Report& report) {
  const auto members = script.root->children;
  if (members.empty()) return false;
  // The last command, or that of the last branch, is what the container is for.
  const shell::Node* last = members.back();
  if (last->kind == shell::NodeKind::and_or && last->children.back()->joined_by == "&&") last = last->children.back();
  if (last->kind != shell::NodeKind::simple || last->background || last->words.empty()) return false;
  bool has_trap = false, has_background = false;
  for (const shell::Node* node : script.commands) {
    has_trap = has_trap || (!node->words.empty() && node->words[0].text == "trap");
    has_background = has_background || node->background;
  }
  const shell::Invocation command = shell::invocation(*last);
  const bool passes_on = !last->words.empty() && last->words.front().text == "$@";
  // A script that handles signals itself, or waits for what it started, is the parent on purpose.
  if (has_trap || has_background) return false;
  if (command.wrapped_by("exec") || command.program == "exec") return true;
  // A function or a last step such as `echo` is something else.
  if (!passes_on && !knowledge::tables::lasting_programs.contains(command.program)) return false;
  const shell::Word& first = last->words.front();
  Builder finding =
      report.at(last->span, "The shell stays in front of `{}` and passes no signal on; start it with `exec`",
                passes_on ? std::string_view("$@") : command.program);
  // `tail -f` at the end keeps the container alive, and has nothing to finish.
  if (command.program == "tail") finding.severity(Severity::low);
  finding.fix(Safety::safe, "Replace the shell by the program", {first.span.file, first.span.begin, first.span.begin},
              "exec ");
  return true;
}

/// Whether the stage starts with a file that one of its instructions writes.
static bool starts(const dockerfile::Stage& stage, const dockerfile::WrittenFile& written) {
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr ? stage.entrypoint : stage.cmd;
  return start != nullptr && start->form == dockerfile::Form::exec &&
         std::any_of(start->arguments.begin(), start->arguments.end(),
                     [&](const dockerfile::Word& word) { return base_name(word.text) == base_name(written.path); });
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (file.script != nullptr && file.script->root != nullptr && is_entrypoint(file)) any = judge(*file.script, report);
  if (file.dockerfile != nullptr)
    for (const dockerfile::Stage* const stage : file.dockerfile->parsed->stages)
      for (const dockerfile::WrittenFile& written : stage->written)
        if (written.script->root != nullptr && starts(*stage, written)) any = judge(*written.script, report) || any;
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3037",
    .summary = "Entrypoint script that stays in front of its program",
    .why =
        "The shell is process 1 and gets the SIGTERM of `docker stop`; it waits for its child and tells it nothing. "
        "After ten seconds "
        "everything is killed: requests are cut off, data are not written.",
    .remedy = "End the script with `exec \"$@\"`, or `exec` before the program.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .fixes = Fixes::always,
    .strength = "hand over to the program with `exec`",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::entrypoint_without_exec
