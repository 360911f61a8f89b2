#include "rules/lib/build_steps.h"
#include "rules/rule.h"

namespace seaworthy::rules::index_update_given_words {

constexpr std::string_view programs[] = {"apt-get", "apt"};

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.invocation.verb({"-o", "-c", "-t"}) != "update") return report.skip();
  const auto operands = subject.invocation.operands({"-o", "-c", "-t"});
  if (operands.size() < 2 || !operands[1]->literal) return;
  const std::string_view next = operands[1]->text;
  Builder finding =
      next == "apt-get" || next == "apt" || next == "install"
          ? report.at(operands[1]->span,
                      "`update` takes no words, so the build fails here; `&&` is missing before `{}`", next)
          : report.at(operands[1]->span, "`{} update` takes no words, so the build fails at `{}`",
                      subject.invocation.program, next);
  if (may_fail(*subject.invocation.node)) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW1670",
    .summary = "Update of the package index that is given words",
    .why = "`apt-get update` refuses what follows it (`The update command takes no arguments`), and the build ends.",
    .remedy = "Put `&&` between the two commands.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::index_update_given_words
