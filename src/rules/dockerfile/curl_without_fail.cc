#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::curl_without_fail {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const Download fetched = download(subject.invocation);
  if (!fetched) return report.skip();
  // What reads the answer next may notice by itself that it is an error page.
  const bool notices = fetched.piped_to != nullptr && fetched.piped_to->kind == shell::NodeKind::simple &&
                       !is_interpreter(shell::invocation(*fetched.piped_to).program) &&
                       !is_one_of("tee apt-key sed tr cat", shell::invocation(*fetched.piped_to).program);
  const bool is_read = fetched.saves || (fetched.piped_to != nullptr && !notices);
  if (!is_read) return report.skip();
  for (const shell::Word* url : fetched.urls)
    if (!url_host(url->text).empty() && is_local_host(url_host(url->text)) && !contains(url_host(url->text), "$"))
      return report.skip();
  for (const shell::Word& word : subject.invocation.arguments)
    if (!word.literal && word.text.starts_with('$') && !contains(word.text, "/") && &word != fetched.urls.front() &&
        &word != fetched.output)
      return report.skip();
  if (subject.invocation.has_any_flag(
          {"-f", "--fail", "--fail-with-body", "--fail-early", "-K", "--config", "-w", "-I"}))
    return;
  if (verifies(*subject.script)) return;
  const shell::Word& program = *subject.invocation.program_word;
  report.at(program.span, "`curl` takes an error page for the file and the build goes on; add `--fail`")
      .fix(Safety::safe, "Add `--fail`", {program.span.file, program.span.end, program.span.end}, " --fail");
}

static constexpr std::string_view programs[] = {"curl"};

extern const Rule rule = {
    .code = "SW1156",
    .summary = "`curl` without `--fail`",
    .why =
        "curl ends with success on 404 and 500. The error page is saved under the file's name, and the build fails "
        "much "
        "later, or not at all.",
    .remedy = "Add `--fail` (`-f`); a usual set is `curl -fsSL`.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::curl_without_fail
