#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::glob_leading_dash {

static void check(const CommandSubject& subject, Report& report) {
  if (!concerns_deployment(subject, report.project())) return report.skip();
  if (subject.site != CommandSite::run && subject.site != CommandSite::script) return report.skip();
  // They print what they get; and the patterns of a test or a loop are no options.
  if (is_one_of("echo printf [ test case set", subject.invocation.program)) return report.skip();
  bool any = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    if (word.text == "--") break;
    if (word.expansions.empty()) continue;
    const shell::Expansion& first = word.expansions.front();
    any = true;
    if (first.kind != shell::ExpansionKind::glob || first.span.begin != word.span.begin || word.text.starts_with('['))
      continue;
    const bool harmful = is_one_of("rm chmod chown tar", subject.invocation.program);
    report
        .at(word.span, "A file whose name starts with `-` is taken for an option of `{}` here; write `./{}`",
            subject.invocation.program, word.text)
        .severity(harmful ? Severity::low : Severity::info)
        .fix(subject.invocation.program == "tar" ? Safety::review : Safety::safe, "Put `./` in front",
             {word.span.file, word.span.begin, word.span.begin}, "./");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3015",
    .summary = "Glob that can expand to an option",
    .why =
        "`*` also matches a file called `-rf` or `--checkpoint-action=...`, and the program cannot tell it from an "
        "option. Whoever can "
        "create files in the folder steers the command.",
    .remedy = "Write `./*`, or end the options with `--`.",
    .peers = "hadolint-shellcheck:SC2035",
    .severity = Severity::info,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::always,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::glob_leading_dash
