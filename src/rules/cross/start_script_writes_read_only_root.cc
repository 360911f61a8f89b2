#include <vector>

#include "project/model.h"
#include "rules/lib/start_writes.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_writes_read_only_root {

static void check(const project::Service& service, Report& report) {
  if (!service.definition->read_only.value || service.startup == nullptr || service.startup->root == nullptr)
    return report.skip();
  const std::vector<StartWrite> writes = fatal_start_writes(report.project(), service);
  if (writes.empty()) return;
  report
      .at(writes.front().command->span,
          "`{}` writes `{}` when it starts, but its root file system is read-only; put a tmpfs there", service.name,
          writes.front().path)
      .note(service.definition->read_only.entry_span(), "Here it is made read-only");
}

extern const Rule rule = {
    .code = "SW4551",
    .summary = "Start script that writes to a read-only root",
    .why = "Under `set -e` the script ends at its first failed write, and the container with it.",
    .remedy = "Give the service a tmpfs or a volume where the script writes.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_writes_read_only_root
