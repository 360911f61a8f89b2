#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::no_readme {

static void check(const project::Project& project, Report& report) {
  if (project.stacks.empty() && project.dockerfiles.empty()) return report.skip();
  for (const project::File& file : project.files)
    if (file.kind == project::FileKind::readme) return;
  report.at({}, "No README says how this deployment is started and operated");
}

extern const Rule rule = {
    .code = "SW7091",
    .summary = "No README",
    .why = "Whoever is called at night has to guess which of the files starts the deployment, and what it needs first.",
    .remedy = "Write down the prerequisites, the command that starts each stack, and how to see that it works.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::no_readme
