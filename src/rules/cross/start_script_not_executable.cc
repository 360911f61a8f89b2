#include <algorithm>

#include "project/model.h"
#include "rules/lib/file_modes.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_not_executable {

/// `chmod` on something that cannot be followed may mean this file.
static bool any_unclear_chmod(const project::Service& service, std::string_view name, Report& report) {
  if (service.stage == nullptr) return false;
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      if (instruction->op != dockerfile::Op::run) continue;
      if (!contains(report.text(instruction->span), "chmod")) continue;
      if (instruction->script == nullptr) return true;
      for (const shell::Node* const node : instruction->script->commands) {
        const shell::Invocation command = shell::invocation(*node);
        const bool changes = command.program == "chmod";
        for (const shell::Word& word : command.arguments)
          if (changes ? !word.literal || contains(word.text, name) || contains(word.text, "*") || word.text == "-R" ||
                            word.text == "--recursive"
                      : contains(word.text, "chmod"))
            return true;
      }
    }
  return false;
}

/// A heredoc or redirection makes files that nobody may execute.
static void check_written(const project::Service& service, const StartScript& script, Report& report) {
  const project::ImageFile& file = script.file.image;
  if (file.origin != project::ImageFileOrigin::heredoc || file.by == nullptr) return report.skip();
  if (file.mode_by != nullptr || any_unclear_chmod(service, base_name(script.word), report)) return;
  report
      .at(script.command, "`{}` starts `{}`, which the Dockerfile writes and nothing makes executable", service.name,
          script.word)
      .note(file.by->span, file.by->op == dockerfile::Op::run ? "It is written here; add `chmod +x`"
                                                              : "It is written here; add `--chmod=755`");
}

static void check(const project::Service& service, Report& report) {
  const std::optional<StartScript>& script = once<start_script>(report, service);
  if (!script.has_value()) return report.skip();
  if (!script->from_repository) return check_written(service, *script, report);
  const project::File& file = *script->file.file;
  if (const dockerfile::Instruction* const by = script->file.image.mode_taken_by; by != nullptr) {
    report
        .at(script->command, "`{}` starts `{}`, which is not executable: the build sets a mode without that bit",
            service.name, script->word)
        .note(by->span, "The mode is set here; `0755` would be right");
    return;
  }
  if (file.executable || script->file.image.mode_by != nullptr) return;
  if (any_unclear_chmod(service, base_name(script->word), report)) return;
  Builder finding = report.at(script->command, "`{}` starts `{}`, but `{}` is not executable and nothing makes it so",
                              service.name, script->word, file.path);
  if (script->file.mount != nullptr)
    finding.note(script->file.mount->span(), "It is mounted here, with the mode it has in the repository");
  else if (script->file.image.by != nullptr)
    finding.note(script->file.image.by->span, "It is copied here, with the mode it has in the repository");
  finding.confidence(once<modes_are_kept>(report) ? Confidence::likely : Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4244",
    .summary = "Container that starts a script without the executable bit",
    .why = "The engine reports `permission denied` for the entrypoint, and the container never runs.",
    .remedy = "`git update-index --chmod=+x` the script, copy it with `--chmod=755`, or start it with `sh`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_script_not_executable
