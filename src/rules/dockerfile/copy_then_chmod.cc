#include "rules/rule.h"

#include <string>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::copy_then_chmod {

static bool is_symbolic(std::string_view mode) {
  return mode.find_first_of("+-=") != std::string_view::npos &&
         mode.find_first_not_of("ugoarwxXst+-=,") == std::string_view::npos;
}

/// The octal mode that a chmod of a plain copied file comes to; "" when it is not plain.
static std::string_view mode_of(std::string_view mode) {
  if (mode == "+x" || mode == "a+x" || mode == "ugo+x" || mode == "u+x") return "755";
  if ((mode.size() == 3 || mode.size() == 4) && mode.find_first_not_of("01234567") == std::string_view::npos)
    return mode;
  return {};
}

static void check(const dockerfile::Stage& stage, Report& report) {
  bool any = false;
  for (std::size_t i = 0; i < stage.instructions.size(); ++i) {
    const dockerfile::Instruction& copy = *stage.instructions[i];
    if (copy.op != dockerfile::Op::copy || copy.arguments.size() != 2 || !copy.arguments[0].literal ||
        !copy.arguments[1].literal || contains(copy.arguments[0].text, "*"))
      continue;
    any = true;
    if (i + 1 >= stage.instructions.size()) continue;
    const dockerfile::Instruction& run = *stage.instructions[i + 1];
    if (run.op != dockerfile::Op::run || run.script == nullptr || run.script->commands.size() != 1) continue;
    const shell::Invocation chmod = shell::invocation(*run.script->commands[0]);
    if (chmod.program != "chmod" || chmod.arguments.size() != 2) continue;
    if (chmod.arguments[0].text.starts_with('-') && !is_symbolic(chmod.arguments[0].text)) continue;
    std::string target = absolute_path(copy, copy.arguments[1].text);
    if (copy.heredocs.empty() && (copy.arguments[1].text.ends_with('/') || copy.arguments[1].text == "."))
      target += "/" + std::string(base_name(copy.arguments[0].text));
    if (target.empty() || absolute_path(run, chmod.arguments[1].text) != absolute_path(run, target)) continue;
    const std::string_view mode = mode_of(chmod.arguments[0].text);
    Builder finding = report.at(
        copy.keyword_span, "The next step stores the file a second time to change its mode; write `COPY --chmod={}`",
        mode.empty() ? chmod.arguments[0].text : mode);
    finding.note(run.span, "The mode is changed here");
    if (mode.empty() || copy.flag("chmod") != nullptr || !copy.heredocs.empty() || !run.flags.empty() ||
        !run.comments.empty())
      continue;
    const Span behind{copy.keyword_span.file, copy.keyword_span.end, copy.keyword_span.end};
    finding.fix(Safety::review, "Set the mode while copying", behind, " --chmod=" + std::string(mode))
        .and_edit({copy.span.file, copy.span.end, run.span.end}, "");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1178",
    .summary = "Mode changed in a layer of its own",
    .why = "A layer that only changes the mode holds the whole file again.",
    .remedy = "Use `COPY --chmod`, or set the mode in the repository, which COPY keeps.",
    .peers = "tally:tally/prefer-copy-chmod",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::copy_then_chmod
