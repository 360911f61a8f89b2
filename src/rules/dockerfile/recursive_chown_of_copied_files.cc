#include "rules/rule.h"

#include <string>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::recursive_chown_of_copied_files {

/// The COPY before `run` that put files at or below the path.
static const dockerfile::Instruction* copied_to(const dockerfile::Instruction& run, const std::string& path) {
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Instruction* instruction : run.stage->instructions) {
    if (instruction->span.begin >= run.span.begin) break;
    if ((instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) ||
        instruction->arguments.size() < 2)
      continue;
    if (instruction->flag("chown") != nullptr) continue;
    const std::string target = absolute_path(*instruction, instruction->arguments.back().text);
    // A whole folder; a file or two weigh nothing.
    const std::string_view source = instruction->arguments.front().text;
    const bool folder =
        is_one_of(". ./", source) || (instruction->flag("from") != nullptr && !contains(base_name(source), "."));
    if (folder && !target.empty() && (target == path || target.starts_with(path == "/" ? path : path + "/")))
      found = instruction;
  }
  return found;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (const dockerfile::Instruction* run : stage.instructions) {
    if (run->op != dockerfile::Op::run || run->script == nullptr) continue;
    for (const shell::Node* node : run->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (command.program != "chown" || !command.has_any_flag({"-R", "--recursive"})) continue;
      any = true;
      const std::vector<const shell::Word*> words = command.operands();
      for (std::size_t i = 1; i < words.size(); ++i) {
        if (!words[i]->literal) continue;
        const std::string path = absolute_path(*run, words[i]->text);
        const dockerfile::Instruction* const copy = path.empty() ? nullptr : copied_to(*run, path);
        if (copy == nullptr) continue;
        report
            .at(command.span(),
                "This stores all copied files a second time to change their owner; use `COPY --chown={}`",
                words[0]->text)
            .note(copy->keyword_span, "Copied here");
        break;
      }
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1224",
    .summary = "Owner of copied files changed in another layer",
    .why = "A changed owner makes a copy of every file: the image holds the application twice.",
    .remedy = "Give the owner to COPY (`--chown`); give away the data folders alone, where code can stay with root.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::recursive_chown_of_copied_files
