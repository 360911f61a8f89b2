#include "rules/rule.h"

#include <string>

#include "rules/lib/leading_cd.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_instead_of_workdir {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  // Later `cd`s, those in branches and subshells have their reasons; the one that begins the RUN sets its folder, and
  // the one that ends it sets none.
  if (!stands_for_workdir(subject)) return report.skip();
  const bool begins = subject.script->commands.front() == subject.invocation.node;
  const bool ends = subject.script->commands.back() == subject.invocation.node;
  const shell::Word& target = *subject.invocation.operands().front();
  Builder finding = ends ? report.at(subject.invocation.span(),
                                     "This `cd` ends with its RUN and changes nothing; use `WORKDIR {}`", target.text)
                         : report.at(subject.invocation.span(),
                                     "Use `WORKDIR {}` instead of beginning the RUN with `cd`", target.text);
  if (begins && ends) finding.severity(Severity::medium);
  if (is_plain_absolute(target.text)) finding.peers("hadolint:DL3003 trivy:DS-0013 semgrep:use-workdir");
}

static constexpr std::string_view programs[] = {"cd"};

extern const Rule rule = {
    .code = "SW1241",
    .summary = "`cd` where WORKDIR belongs",
    .why =
        "`cd` holds for one RUN; a reader of the next line must know it, and a RUN that consists of it does nothing at "
        "all.",
    .remedy = "Set WORKDIR, which holds for all that follows.",
    .peers = "hadolint:DL3003 trivy:DS-0013 kics:run_command_cd_instead_of_workdir semgrep:use-workdir",
    .differs =
        "Only a `cd` that begins or ends the RUN is reported; others, which hadolint, Trivy and kics report as well, "
        "are "
        "cd-within-step's. A RUN of `cd` alone is medium, for it has no effect.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::cd_instead_of_workdir
