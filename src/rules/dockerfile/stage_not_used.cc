#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::stage_not_used {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const dockerfile::File& file = *dockerfile.parsed;
  if (file.stages.size() < 2) return report.skip();
  std::vector<bool> needed(file.stages.size());
  std::vector<const dockerfile::Stage*> open;
  const auto visit = [&](const dockerfile::Stage* stage) {
    if (stage == nullptr || stage->index >= needed.size() || needed[stage->index]) return;
    needed[stage->index] = true;
    open.push_back(stage);
  };
  visit(file.last_stage());
  for (const project::BuildUse& build : dockerfile.builds)
    if (!build.target.empty()) visit(file.stage(build.target));
  while (!open.empty()) {
    const dockerfile::Stage* const stage = open.back();
    open.pop_back();
    visit(stage->parent);
    for (const dockerfile::Stage* from : stage->copies_from) visit(from);
  }
  // A target that only an expansion names may be any stage.
  for (const project::BuildUse& build : dockerfile.builds)
    if (contains(build.target, "$")) return report.skip();
  for (const dockerfile::Stage* stage : file.stages) {
    if (needed[stage->index] || is_development_stage(*stage)) continue;
    bool leads_on = false;
    for (const dockerfile::Stage* other : file.stages) {
      leads_on = leads_on || other->parent == stage;
      for (const dockerfile::Stage* from : other->copies_from) leads_on = leads_on || from == stage;
    }
    if (leads_on) continue;  // The stage at the end of the chain is reported.
    if (stage->name.empty()) {
      report.at(stage->from->span, "Nothing uses this stage, and without a name nothing can build it alone");
    } else {
      report.at(stage->name_span, "Nothing that is built needs stage `{}`", stage->name)
          .severity(Severity::info)
          .confidence(Confidence::possible);
    }
  }
}

extern const Rule rule = {
    .code = "SW1210",
    .summary = "Stage that nothing uses",
    .why = "BuildKit skips it; a reader does not, and the classic builder builds it every time.",
    .remedy = "Delete the stage, or build it somewhere with `--target`.",
    .peers = "tally:tally/no-unreachable-stages",
    .differs =
        "Targets of Compose, Make, scripts and CI count as uses. Stages named after development or tests are left out; "
        "a named stage "
        "may be built by hand and is an info.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::stage_not_used
