#include <algorithm>

#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_script_not_executable {

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeCommand& command : probe.commands) {
    if (!contains(command.written, "/") || contains(command.written, "$")) continue;
    const project::ContainerFile file = project::container_file(report.project(), service, command.written);
    if (file.file == nullptr || !file.file->has_content || file.mount == nullptr) continue;
    asks = true;
    if (file.file->executable) continue;
    // A tree without a single executable file came from a place that keeps no modes.
    if (std::ranges::none_of(report.project().files, [](const project::File& each) { return each.executable; }))
      continue;
    Builder finding = report.at(command.spans.front().valid() ? command.spans.front() : command.span,
                                "The probe of `{}` runs `{}`, but `{}` is not executable", service.name,
                                command.written, file.file->path);
    finding.note(file.mount->span(), "It is mounted here, with the mode it has in the repository");
    note_waiting(finding, service);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4510",
    .summary = "Probe that runs a mounted script without its executable bit",
    .why = "The probe ends with `permission denied` each time, so that the service is never healthy.",
    .remedy =
        "Set the bit in Git (`git update-index --chmod=+x`), or let an interpreter run the script: `sh script.sh`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_script_not_executable
