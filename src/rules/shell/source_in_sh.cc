#include "rules/rule.h"

#include "rules/lib/shell_context.h"

namespace seaworthy::rules::source_in_sh {

static void check(const CommandSubject& subject, Report& report) {
  const bool fits = subject.site == CommandSite::run || subject.site == CommandSite::script;
  const shell::Node& node = *subject.invocation.node;
  // BusyBox knows `source`; dash does not.
  if (!fits || node.script->dialect != shell::Dialect::posix) return report.skip();
  const std::string_view options = first_line(*node.script, subject.file, report.project());
  const std::optional<shell::Dialect> shell = known_shell(*node.script, subject.stage, options);
  if (subject.site == CommandSite::script && subject.file != nullptr && subject.stage == nullptr &&
      shell_where_it_runs(*node.script, *subject.file, report.project()) != shell::Dialect::posix)
    return report.skip();
  if (subject.site == CommandSite::script && !shell.has_value()) return report.skip();
  const shell::Word& program = *subject.invocation.program_word;
  Builder finding = report.at(program.span, "`sh` has no `source`; write `.`");
  if (subject.site == CommandSite::run) finding.rung(Rung::build);
  if (!shell.has_value())
    finding.confidence(Confidence::possible);
  else if (subject.site == CommandSite::script)
    finding.confidence(Confidence::likely);
  if (status_is_asked(node)) finding.severity(Severity::medium);
  finding.fix(Safety::safe, "Write `.`", program.span, ".");
}

static constexpr std::string_view programs[] = {"source"};

extern const Rule rule = {
    .code = "SW3022",
    .summary = "`source` in a shell that has none",
    .why =
        "dash, the `sh` of Debian and Ubuntu, answers `source: not found`. In a RUN the build ends there; in a script "
        "what follows runs "
        "without the settings.",
    .remedy = "Write `. ./file`, or run the script with bash (in a Dockerfile by `SHELL`).",
    .peers = "hadolint-shellcheck:SC2039 hadolint-shellcheck:SC3046",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::source_in_sh
