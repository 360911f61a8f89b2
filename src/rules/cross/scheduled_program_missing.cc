#include "rules/rule.h"

#include <algorithm>

#include "project/container_files.h"
#include "rules/lib/backups.h"
#include "rules/lib/made_files.h"
#include "rules/lib/scheduled_programs.h"

namespace seaworthy::rules::scheduled_program_missing {

static void check(const project::Service& service, Report& report) {
  // From which folder a part of a stack is started is not known.
  if (!service.stack->partial.empty()) return report.skip();
  const project::Project& project = report.project();
  const std::vector<ScheduledProgram> planned = scheduled_programs(project, service);
  if (planned.empty()) return report.skip();
  bool knows_all = true;
  for (const ScheduledProgram& program : planned) {
    const project::ContainerFile file = project::container_file(project, service, program.path);
    knows_all = knows_all && file.state != project::ContainerFile::State::unknown;
    if (file.state != project::ContainerFile::State::absent) continue;
    if (!file.source_path.empty() && steps_on_file(project, file.source_path).made.valid()) {
      knows_all = false;
      continue;
    }
    Builder finding = report.at(program.span, "Cron of `{}` is to run `{}`, which its container does not have",
                                service.name, program.path);
    if (!file.source_path.empty())
      finding.note(file.mount->span(), "It should be `{}`, which is not in the repository", file.source_path);
    if (is_copies_name(program.path)) finding.severity(Severity::high);
  }
  if (!knows_all) report.skip();
}

extern const Rule rule = {
    .code = "SW4083",
    .summary = "Cron job whose program is not there",
    .why =
        "The daemon starts and looks well, and every run of the job ends with `not found` in a log that nobody reads: "
        "there is a backup service, and never a backup.",
    .remedy = "Bring the script into the repository, or name the one that is there.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "plan only jobs whose program is there",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::scheduled_program_missing
