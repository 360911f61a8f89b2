#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::anchor_not_used {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::compose || file.yaml == nullptr) return report.skip();
  for (const yaml::Problem& problem : file.yaml->problems) {
    if (problem.kind != "unused-anchor") continue;
    std::string_view name = report.text(problem.span);
    if (name.starts_with('&')) name.remove_prefix(1);
    report.at(problem.span, "No alias uses the anchor `{}`; merge it in with `<<: *{}` or delete it", name, name);
  }
}

extern const Rule rule = {
    .code = "SW2366",
    .summary = "Anchor that no alias uses",
    .why = "Limits, logging or environment that stand behind an anchor reach no service until an alias brings them in.",
    .remedy = "Merge it into the services that it was written for, or delete it.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::anchor_not_used
