#include "rules/rule.h"

namespace seaworthy::rules::run_mount_invalid {

static void check(const dockerfile::Problem& problem, Report& report) {
  Builder finding = open_problem(problem, report);
  // A variable that the file does not set may come with the base image.
  if (problem.confidence == Confidence::possible) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW1446",
    .summary = "`RUN --mount` that BuildKit refuses",
    .why = "A mount with an unknown option, an option of another type or without a target ends the build.",
    .remedy = "Correct the option; `type=` comes first, and each type has options of its own.",
    .peers = "buildkit-error:run-mount-invalid",
    .references = "https://docs.docker.com/reference/dockerfile/#run---mount",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<check>("run-mount-invalid"),
};

}  // namespace seaworthy::rules::run_mount_invalid
