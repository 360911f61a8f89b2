#include "rules/rule.h"

namespace seaworthy::rules::git_clone_in_run {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.invocation.verb({"-C", "-c"}) != "clone") return report.skip();
  report.at(subject.invocation.span(),
            "`ADD` takes a repository at a commit without git in the image and notices changes");
}

static constexpr std::string_view programs[] = {"git"};

extern const Rule rule = {
    .code = "SW1161",
    .summary = "Git clone in a step",
    .why =
        "The step is cached by its text: a moved branch goes unnoticed, and git with its history stays in the stage.",
    .remedy =
        "`ADD https://host/repository.git#v1.2.3 /src`. It is a matter of taste where the reference is fixed, so this "
        "rule is off by default.",
    .peers = "tally:tally/prefer-add-git",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::git_clone_in_run
