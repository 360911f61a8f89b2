#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/start_writes.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_script_writes_read_only_root {

static void check(const project::Service& service, Report& report) {
  if (!service.definition->read_only.value || service.startup == nullptr || service.startup->root == nullptr)
    return report.skip();
  const std::string_view first = first_line(*service.startup, service.entrypoint_script, report.project());
  for (const shell::Node* const node : service.startup->root->children) {
    if (node->kind != shell::NodeKind::simple) continue;
    // Without `set -e` the script goes on, and its program may do without what it did not get.
    if (!strict_mode(*service.startup, first, node).errexit || status_is_asked(*node) || node->background) continue;
    const std::string path = written_at_start(report.project(), service, *node);
    if (path.empty()) continue;
    report
        .at(node->span, "`{}` writes `{}` when it starts, but its root file system is read-only; put a tmpfs there",
            service.name, path)
        .note(service.definition->read_only.entry_span(), "Here it is made read-only");
    return;
  }
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
