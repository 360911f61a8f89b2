#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::copy_from_unknown_stage {

/// Whether a stage before the last one has a name that nothing uses: what the misspelt name was to mean.
static bool has_idle_stage(const dockerfile::File& file) {
  return std::ranges::any_of(file.stages, [&](const dockerfile::Stage* stage) {
    return !stage->name.empty() && stage != file.stages.back() &&
           std::ranges::none_of(file.stages, [&](const dockerfile::Stage* other) {
             return other->parent == stage || std::ranges::find(other->copies_from, stage) != other->copies_from.end();
           });
  });
}

static void check(const dockerfile::Problem& problem, Report& report) {
  if (problem.fatal) return report_refusal(problem, report);
  const project::File* const file = report.project().file(problem.span.file);
  // A context of that name (`--build-context`) makes it right.
  if (file != nullptr && file->dockerfile != nullptr &&
      std::ranges::binary_search(file->dockerfile->contexts, report.text(problem.span)))
    return;
  Builder finding = open_problem(problem, report);
  // A plain word that is no known image, beside a stage that nothing uses, is that stage by another name.
  const std::string_view name = report.text(problem.span);
  if (file != nullptr && file->dockerfile != nullptr && name.find_first_of("/:.@$") == std::string_view::npos &&
      knowledge::image(knowledge::parse_reference(name)) == nullptr && has_idle_stage(*file->dockerfile->parsed)) {
    finding.severity(Severity::high).confidence(Confidence::likely);
    return;
  }
  finding.severity(problem.confidence == Confidence::possible ? Severity::low : Severity::medium);
}

extern const Rule rule = {
    .code = "SW1414",
    .summary = "Copies or mounts from a stage that is not there",
    .why =
        "A stage that comes later or a number without a stage ends the build. A misspelt name is taken for an image of "
        "that name, which is pulled from the public registry: the build fails there, or takes files from somebody "
        "else's image.",
    .remedy = "Correct the name, or move the stage above the one that uses it. Where an image is meant, write its tag.",
    .peers =
        "hadolint:DL3022 buildkit-error:copy-from-later-stage dockerfile-utils:FLAG_INVALID_FROM_VALUE "
        "kics-retired:copy_from_without_from_alias_defined_previously",
    .differs =
        "hadolint reports every name without a colon; here a name that could be an image and resembles no stage is "
        "reported as possible only, and one with a registry or a path not at all.",
    .references = "https://docs.docker.com/reference/dockerfile/#copy---from",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .fixes = Fixes::sometimes,
    .check = each_dockerfile_problem<check>("copy-from-unknown-stage"),
};

}  // namespace seaworthy::rules::copy_from_unknown_stage
