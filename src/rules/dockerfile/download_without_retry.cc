#include "rules/rule.h"

#include "rules/lib/download.h"

namespace seaworthy::rules::download_without_retry {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const Download fetched = download(subject.invocation);
  if (!fetched || subject.invocation.program == "aria2c") return report.skip();
  if (subject.invocation.has_any_flag({"--retry", "--tries", "-t", "-K", "--config", "--retry-connrefused"})) return;
  const bool is_curl = subject.invocation.program == "curl";
  // wget tries twenty times by itself, but only after a broken connection.
  if (!is_curl) return;
  report.at(subject.invocation.program_word->span, "One hiccup of the network fails the build; add `--retry 3`");
}

extern const Rule rule = {
    .code = "SW1158",
    .summary = "Download without a second try",
    .why = "Servers answer 503 now and then, and a long build is lost.",
    .remedy = "`curl --retry 3 --retry-connrefused`. Off by default: most builds are simply started again.",
    .peers = "tally:tally/prefer-curl-config tally:tally/prefer-wget-config",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_command<check>(download_programs),
};

}  // namespace seaworthy::rules::download_without_retry
