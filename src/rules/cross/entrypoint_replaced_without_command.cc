#include "project/model.h"
#include "rules/lib/handed_on.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::entrypoint_replaced_without_command {

static void check(const project::Service& service, Report& report) {
  if (service.entrypoint.from != project::Provenance::compose) return report.skip();
  if (service.command.from != project::Provenance::none) return;
  if (service.entrypoint_script == nullptr || service.startup == nullptr) return report.skip();
  const shell::Node* const last = runs_arguments(*service.startup);
  // A job may do its work in the script and be given something to go on with by whoever runs it.
  if (last == nullptr || runs_once(service)) return;
  // The command may stand in the list itself: ["/entrypoint.sh", "server"].
  if (base_name(service.entrypoint.words.back()) != base_name(service.entrypoint_script->path)) return;
  Builder finding =
      report.at(service.entrypoint.span,
                "This entrypoint clears the image's own command, and `{}` has nothing left to run", service.name);
  finding.note(last->span, "The script ends by running its arguments, and there are none");
  if (service.stage != nullptr && service.stage->cmd != nullptr)
    finding.note(service.stage->cmd->span, "This command is cleared");
}

extern const Rule rule = {
    .code = "SW4250",
    .summary = "Entrypoint replaced in Compose, and the command lost with it",
    .why =
        "With `entrypoint` in the Compose file the engine forgets the CMD of the image. A script that ends with `exec "
        "\"$@\"` then does nothing, and the container ends at once.",
    .remedy = "Repeat the command under `command`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::entrypoint_replaced_without_command
