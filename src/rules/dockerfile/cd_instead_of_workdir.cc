#include "rules/rule.h"

#include <string>

#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_instead_of_workdir {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  // Later `cd`s, those in branches and subshells have their reasons; the one that begins the RUN sets its folder.
  if (subject.script->commands.empty() || subject.script->commands.front() != subject.invocation.node)
    return report.skip();
  for (const shell::Node* node = subject.invocation.node->parent; node != nullptr; node = node->parent)
    if (node->kind != shell::NodeKind::and_or && node->kind != shell::NodeKind::list) return report.skip();
  const std::vector<const shell::Word*> words = subject.invocation.operands();
  if (words.empty() || words.front()->text == "-") return report.skip();
  const shell::Word& target = *words.front();
  Builder finding = subject.script->commands.size() == 1
                        ? report.at(subject.invocation.span(),
                                    "This `cd` ends with its RUN and changes nothing; use `WORKDIR {}`", target.text)
                        : report.at(subject.invocation.span(),
                                    "Use `WORKDIR {}` instead of beginning the RUN with `cd`", target.text);
  if (subject.script->commands.size() == 1) finding.severity(Severity::medium);
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
        "Only a `cd` that begins the RUN is reported: hadolint reports each, also in subshells and loops, where "
        "WORKDIR cannot help. A RUN "
        "of `cd` alone is medium, for it has no effect.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::cd_instead_of_workdir
