#include "rules/rule.h"

namespace seaworthy::rules::volume_empty_path {

static void check(const dockerfile::Problem& problem, Report& report) {
  Builder finding = open_problem(problem, report);
  // The variable may be one that the base image sets.
  if (problem.confidence == Confidence::possible) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW1442",
    .summary = "VOLUME with an empty path",
    .why = "BuildKit refuses the file.",
    .remedy = "Write the path of the folder that holds the data.",
    .peers = "buildkit-error:volume-empty",
    .references = "https://docs.docker.com/reference/dockerfile/#volume",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile_problem<check>("volume-empty-path"),
};

}  // namespace seaworthy::rules::volume_empty_path
