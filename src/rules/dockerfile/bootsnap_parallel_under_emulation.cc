#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::bootsnap_parallel_under_emulation {

/// Whether the command is asked for one process: -j 1, -j1, -j=1, --jobs=1; none at all is what `-j 0` means.
static bool is_serial(const shell::Invocation& command) {
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    std::string_view value = command.arguments[i].text;
    if (value == "-j" || value == "--jobs") {
      if (i + 1 < command.arguments.size() && is_one_of("0 1", command.arguments[i + 1].text)) return true;
      continue;
    }
    if (value.starts_with("--jobs="))
      value.remove_prefix(7);
    else if (value.starts_with("-j"))
      value.remove_prefix(value.starts_with("-j=") ? 3 : 2);
    else
      continue;
    if (is_one_of("0 1", value)) return true;
  }
  return false;
}

/// A condition that holds only where nothing is emulated.
static bool is_guarded(std::string_view text) {
  return contains(text, "BUILDPLATFORM") && contains(text, "TARGETPLATFORM");
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr || is_development_stage(*subject.stage))
    return report.skip();
  const std::vector<const shell::Word*> words = subject.invocation.operands();
  const shell::Word* verb = nullptr;
  bool is_bootsnap = subject.invocation.program == "bootsnap";
  for (const shell::Word* word : words) {
    if (word->text == "bootsnap") is_bootsnap = true;
    if (word->text == "precompile") verb = word;
  }
  if (!is_bootsnap || verb == nullptr) return report.skip();
  if (is_serial(subject.invocation) || is_guarded(report.text(subject.instruction->span))) return;
  for (const shell::Word& word : subject.invocation.arguments)
    if (word.text.starts_with("-j") || word.text.starts_with("--jobs")) {
      report.at(word.span, "Parallel precompilation crashes when another architecture is emulated; ask for one process")
          .advise("Write `-j 1`");
      return;
    }
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
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::bootsnap_parallel_under_emulation
