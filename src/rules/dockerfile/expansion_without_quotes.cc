#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/word_splitting.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::expansion_without_quotes {

static void look_at_word(const shell::Word& word, const shell::Node& node, const ScriptSite& site,
                         const CommandSubject* subject, Report& report) {
  for (const shell::Expansion& expansion : word.expansions) {
    if (!is_split_as_written(expansion, *site.script, site.stage, node)) continue;
    // `unquoted-expansion` speaks of arguments that hardly anybody means to be split.
    if (subject != nullptr && !splits_on_purpose(subject->invocation.program) && splits_unawares(*subject, expansion))
      continue;
    const bool is_parameter = expansion.kind == shell::ExpansionKind::parameter;
    report
        .at(expansion.span, "`{}` is split at blanks here; put it in double quotes where one word is meant",
            is_parameter ? report.text(expansion.span) : std::string_view("$(...)"))
        .peers(is_parameter ? "hadolint-shellcheck:SC2086" : "hadolint-shellcheck:SC2046");
  }
}

static void look_at(const shell::Node& node, const ScriptSite& site, const project::File& file, Report& report) {
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc == nullptr && redirection.operation != "<<<")
      look_at_word(redirection.target, node, site, nullptr, report);
  if (node.kind != shell::NodeKind::simple || node.words.empty()) return;
  const CommandSubject subject{.invocation = shell::invocation(node),
                               .script = site.script,
                               .site = site.site,
                               .instruction = site.instruction,
                               .stage = site.stage,
                               .file = &file};
  // bash takes `export name=$value` for an assignment, which is not split; `sh` may not.
  const bool assigns = shell::is_declaration(node.words.front().text) && node.script->dialect == shell::Dialect::bash;
  // A command that is an expansion as a whole may bring its arguments.
  const shell::Word& command = node.words.front();
  if (command.expansions.size() != 1 || command.expansions.front().span != command.span)
    look_at_word(command, node, site, nullptr, report);
  for (const shell::Word& word : node.words.subspan(1))
    if (!assigns || !contains(before(word.raw, '$'), "=")) look_at_word(word, node, site, &subject, report);
}

extern const Rule rule = {
    .code = "SW1461",
    .summary = "Expansion without quotes in a step",
    .why =
        "The shell splits what an expansion without quotes yields at blanks and expands globs in it. Most values in a "
        "Dockerfile hold neither; the day one does, the step works on something else.",
    .remedy = "Write `\"$name\"` and `\"$(command)\"` wherever one word is meant.",
    .peers = "hadolint-shellcheck:SC2046 hadolint-shellcheck:SC2086",
    .differs =
        "What is likely to go wrong is `unquoted-expansion`; here stands the rest of what ShellCheck reports, off "
        "unless asked for.",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::expansion_without_quotes
