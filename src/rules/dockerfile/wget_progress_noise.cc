#include "rules/rule.h"

#include <vector>

#include "rules/lib/download.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::wget_progress_noise {

/// A word that is a variable and nothing else, without quotes that would make it one argument.
static bool may_hold_options(const shell::Word& word) {
  return word.expansions.size() == 1 && word.expansions.front().span == word.span && !contains(word.text, "URL");
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr) return report.skip();
  // BusyBox knows one of GNU wget's options for it.
  const std::string_view base = subject.stage->root().base;
  const bool busybox =
      subject.stage->dialect == shell::Dialect::ash || contains(base, "alpine") || contains(base, "busybox");
  // An address needs no scheme: `wget example.com/file`.
  const std::vector<const shell::Word*> addresses = subject.invocation.operands(
      {"-O", "--output-document", "-P", "--directory-prefix", "-U", "--user-agent", "--header", "-T", "--timeout", "-t",
       "--tries", "-i", "--input-file", "-a", "-o", "-e", "-Q", "-w", "--wait"});
  if (!download(subject.invocation) && addresses.empty() && !subject.invocation.has_any_flag({"-i", "--input-file"}))
    return report.skip();
  if (subject.invocation.has_any_flag({"--progress", "-q", "--quiet", "-nv", "--no-verbose", "-o", "--output-file",
                                       "-a", "--append-output", "--show-progress", "--config", "-b"}))
    return;
  for (const shell::Word& word : subject.invocation.arguments)
    if (word.text.starts_with("-nv") ||
        // Behind `O` stands a file name: `-qO-`.
        (word.text.starts_with('-') && !word.text.starts_with("--") && word.text.find('q') < word.text.find('O') &&
         contains(word.text, "q")) ||
        // A variable may hold options, unless it is all that there is to fetch.
        (may_hold_options(word) && (addresses.size() != 1 || addresses.front() != &word)))
      return;
  const shell::Word& program = *subject.invocation.program_word;
  const Span behind{program.span.file, program.span.end, program.span.end};
  if (busybox)
    report.at(program.span, "`wget` writes its progress into the build's log; add `-q`")
        .fix(Safety::safe, "Add `-q`", behind, " -q");
  else
    report.at(program.span, "`wget` writes a progress bar of hundreds of lines into the build's log; add `-nv`")
        .fix(Safety::safe, "Add `-nv`", behind, " -nv");
}

static constexpr std::string_view programs[] = {"wget"};

extern const Rule rule = {
    .code = "SW1159",
    .summary = "Progress bar of `wget` in the build's log",
    .why = "Without a terminal wget prints a line for every fifty kilobytes; the line that explains a failure drowns.",
    .remedy = "Add `-nv`, or `--progress=dot:giga`; `-q` where wget is BusyBox's.",
    .peers = "hadolint:DL3047",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::wget_progress_noise
