#include <algorithm>

#include "base/edit_distance.h"
#include "knowledge/ci_actions.h"
#include "rules/lib/ci_jobs.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_action_input_unknown {

/// The input that is meant by another word; "" when none is near.
static std::string_view meant_by(const knowledge::ActionInputs& row, std::string_view name) {
  const auto known = std::ranges::find(row.mistaken, name);
  if (known != row.mistaken.end()) return row.meant[static_cast<std::size_t>(known - row.mistaken.begin())];
  for (const std::string_view input : row.inputs)
    if (edit_distance(input, name, 2) <= 2 && name.size() > 3) return input;
  return {};
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      const knowledge::ActionInputs* const row = knowledge::action_inputs(step.action);
      if (row == nullptr || step.with == nullptr || step.major().value_or(row->since) < row->since) continue;
      asks = true;
      for (const yaml::Entry& entry : step.with->entries) {
        const std::string_view name = scalar_text(entry.key);
        if (name.empty() || name == "<<" || std::ranges::find(row->inputs, name) != row->inputs.end()) continue;
        const std::string_view meant = meant_by(*row, name);
        Builder finding =
            meant.empty() ? report.at(entry.key->span, "`{}` knows no input `{}` and leaves it out", step.action, name)
                          : report.at(entry.key->span, "`{}` knows no input `{}` and leaves it out; `{}` is meant",
                                      step.action, name, meant);
        if (!step.major().has_value()) finding.confidence(Confidence::likely);
        if (!meant.empty() && step.input(meant) == nullptr)
          finding.fix(Safety::review, "Name the input that is meant", entry.key->span, meant);
      }
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW7165",
    .summary = "Input that a CI action does not know",
    .why =
        "The platform only warns and leaves the input out: the Dockerfile, the tag or the argument that it names is "
        "not "
        "used, and the job is green.",
    .remedy = "Use the names of the inputs that the page of the action lists.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_action_input_unknown
