#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::bootsnap_parallel_under_emulation {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::vector<const shell::Word*> words = subject.invocation.operands();
  const shell::Word* verb = nullptr;
  bool is_bootsnap = subject.invocation.program == "bootsnap";
  for (const shell::Word* word : words) {
    if (word->text == "bootsnap") is_bootsnap = true;
    if (word->text == "precompile") verb = word;
  }
  if (!is_bootsnap || verb == nullptr) return report.skip();
  for (const shell::Word& word : subject.invocation.arguments)
    if (word.text == "-j" || word.text == "-j1" || word.text == "-j0" || word.text.starts_with("--jobs")) return;
  report.at(verb->span, "Parallel precompilation crashes when another architecture is emulated; add `-j 1`")
      .fix(Safety::review, "Precompile with one process", {verb->span.file, verb->span.end, verb->span.end}, " -j 1");
}

static constexpr std::string_view programs[] = {"bootsnap", "bundle"};

extern const Rule rule = {
    .code = "SW1281",
    .summary = "Bootsnap precompiles in parallel",
    .why =
        "Its worker processes hang or crash under QEMU, so that the build for another architecture fails now and then.",
    .remedy = "Add `-j 1`.",
    .peers = "tally:tally/ruby/bootsnap-precompile-without-j1",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::build,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::bootsnap_parallel_under_emulation
