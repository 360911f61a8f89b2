#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::useradd_sparse_lastlog {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  std::optional<std::string_view> uid = subject.invocation.option("--uid");
  if (!uid) uid = subject.invocation.option("-u");
  if (!uid || !is_number(*uid)) return report.skip();
  if (uid->size() <= 5 || subject.invocation.has_any_flag({"-l", "--no-log-init"})) return;
  const shell::Word& program = *subject.invocation.program_word;
  report.at(program.span, "Account number {} makes a huge sparse log file in the layer; add `--no-log-init`", *uid)
      .fix(Safety::safe, "Add `--no-log-init`", {program.span.file, program.span.end, program.span.end},
           " --no-log-init");
}

static constexpr std::string_view programs[] = {"useradd"};

extern const Rule rule = {
    .code = "SW1186",
    .summary = "High account number fills a log file",
    .why =
        "useradd sizes /var/log/faillog and lastlog by the number: a sparse file that the layer's archive writes out "
        "in full, "
        "gigabytes for the highest numbers.",
    .remedy = "Add `--no-log-init`, or take a smaller number.",
    .peers = "hadolint:DL3046 datadog-iac:use_recommended_flags_with_useradd",
    .differs = "datadog-iac reports every useradd, whatever its number.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::useradd_sparse_lastlog
