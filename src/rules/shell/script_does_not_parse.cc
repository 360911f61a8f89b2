#include "rules/rule.h"

#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/template_text.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_does_not_parse {

static void check(const project::File& file, Report& report) {
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    any = true;
    // What follows the first error may be an echo of it, and what a limit hid is listed as unread.
    if (site.script->errors.empty() || site.script->errors.front().is_limit) return;
    if (site.site == CommandSite::script &&
        (contains(file.path, "template") || is_template(file.path, report.text(site.script->span))))
      return;
    const shell::SyntaxError& error = site.script->errors.front();
    std::string message(error.message);
    message.append(site.script->errors.size() > 1 ? "; the shell stops at this and more" : "; the shell stops here");
    Builder finding = report.at(error.span, "{}", message);
    if (site.site == CommandSite::run) {
      finding.rung(Rung::build);
      if (site.stage == nullptr) finding.confidence(Confidence::likely);
    } else {
      const bool says_shell = first_line(*site.script, &file, report.project()).starts_with("#!");
      if (file.kind == project::FileKind::entrypoint) finding.rung(Rung::start);
      if (!says_shell) finding.confidence(Confidence::likely);
      if (!concerns_deployment(file, report.project())) finding.severity(Severity::low);
    }
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3024",
    .summary = "Shell text that the shell cannot read",
    .why =
        "A shell reads a script as it goes: everything before the slip runs, everything behind it does not, and the "
        "script ends in the "
        "middle of its work.",
    .remedy = "Correct the syntax at the place marked; `bash -n` or `dash -n` tells when it is right.",
    .peers =
        "hadolint-shellcheck:SC* hadolint-shellcheck:SC1045 hadolint-shellcheck:SC1065 tally:shellcheck/ShellCheck",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::script_does_not_parse
