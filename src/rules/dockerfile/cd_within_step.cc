#include "rules/rule.h"

#include <vector>

#include "rules/lib/leading_cd.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cd_within_step {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || stands_for_workdir(subject)) return report.skip();
  const std::vector<const shell::Word*> words = subject.invocation.operands();
  const std::string_view target = words.empty() ? "the home folder" : words.front()->text;
  // One of a step is enough to tell.
  for (const shell::Node* node : subject.script->commands) {
    if (node == subject.invocation.node) break;
    if (shell::invocation(*node).program == "cd") return;
  }
  Builder finding =
      report.at(subject.invocation.span(),
                "This `cd` changes to `{}` within the step; `WORKDIR` and a step of its own say it once", target);
  bool relative = false;
  for (const shell::Node* node : subject.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "cd") continue;
    const std::vector<const shell::Word*> folders = command.operands();
    relative = relative || (!folders.empty() && !is_plain_absolute(folders.front()->text));
  }
  finding.peers("hadolint:DL3003");
  // Trivy splits at `&&` alone.
  if (subject.invocation.node->joined_by == "&&") finding.also_peers("trivy:DS-0013");
  if (relative) finding.also_peers("kics:run_command_cd_instead_of_workdir");
}

static constexpr std::string_view programs[] = {"cd"};

extern const Rule rule = {
    .code = "SW1604",
    .summary = "`cd` in the middle of a step",
    .why = "A reader has to follow the folder through the whole step to know where its later commands run.",
    .remedy =
        "Set WORKDIR and give what follows a step of its own, or call tools with their own option (`tar -C`, `make "
        "-C`). "
        "A step that unpacks, builds and cleans up needs its `cd`, so this rule is off by default.",
    .peers = "hadolint:DL3003 trivy:DS-0013 kics:run_command_cd_instead_of_workdir",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::cd_within_step
