#include "knowledge/moved_sources.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::go_module_moved {

static void check(const CommandSubject& subject, Report& report) {
  const std::string_view verb = subject.invocation.verb();
  if (!is_one_of("install get run", verb)) return report.skip();
  bool asks = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    const std::size_t at = word.text.find('@');
    if (at == std::string_view::npos) continue;
    asks = true;
    // A release of its own days still calls itself by the old path.
    if (!is_one_of("latest master main HEAD", word.text.substr(at + 1))) continue;
    const knowledge::MovedModule* const moved = knowledge::moved_module(word.text.substr(0, at));
    if (moved == nullptr) continue;
    Builder finding = report.at(word.span, "`{}` calls itself `{}` today, so that Go refuses it by the old name",
                                moved->old, moved->now);
    if (word.literal && word.span.end - word.span.begin == word.text.size())
      finding.fix(Safety::review, "Name the module as it is called today",
                  {word.span.file, word.span.begin, word.span.begin + static_cast<std::uint32_t>(moved->old.size())},
                  moved->now);
    if (subject.site == CommandSite::readme) finding.severity(Severity::low).rung(Rung::operate);
    if (subject.site == CommandSite::make || subject.site == CommandSite::script || subject.site == CommandSite::ci)
      finding.severity(Severity::medium).rung(Rung::operate);
  }
  if (!asks) report.skip();
}

static constexpr std::string_view programs[] = {"go"};

extern const Rule rule = {
    .code = "SW4102",
    .summary = "Go module that moved",
    .why =
        "Go compares the path with what the newest release says in its go.mod, and stops at `module declares its path "
        "as`: the image is not built.",
    .remedy = "Name the module by its path of today, and a version with it.",
    .references = "https://go.dev/ref/mod#go-mod-file-module",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::go_module_moved
