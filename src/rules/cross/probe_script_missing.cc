#include "rules/rule.h"

#include <string>

#include "project/connections.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_script_missing {

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  bool asks = false;
  for (const project::ProbeCommand& command : probe.commands) {
    std::size_t index = 0;
    if (is_one_of("node python python3 sh bash ash php ruby bun", command.program)) {
      index = 1;
      if (command.words.size() < 2 || command.words[1].starts_with("-")) continue;
    } else if (!contains(command.written, "/")) {
      continue;
    }
    const std::string path =
        project::expanded_in_container(command.words[index], service).value_or(command.words[index]);
    if (contains(path, "$") || contains(path, "://") || contains(path, " ")) continue;
    // Without a path or an extension it is a module or a command.
    if (index == 1 && !contains(path, ".") && !contains(path, "/")) continue;
    if (path.starts_with("/usr/") || path.starts_with("/bin/") || path.starts_with("/sbin/") ||
        path.starts_with("/dev/"))
      continue;
    asks = true;
    const project::ContainerFile file = project::container_file(report.project(), service, path);
    if (file.state != project::ContainerFile::State::absent &&
        project::folder_without_source(report.project(), service, path).empty())
      continue;
    Builder finding = report.at(command.spans[index], "The probe of `{}` runs `{}`, which is not in the container",
                                service.name, path);
    if (file.mount != nullptr)
      finding.note(file.mount->span(), "Mounted here, without that file");
    else if (service.stage != nullptr)
      finding.note(service.stage->from->span, "No instruction of this stage puts it there");
    note_waiting(finding, service);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4320",
    .summary = "Health check with a script that is not in the container",
    .why =
        "The script is neither copied nor mounted, so the probe fails every time and the container is never healthy.",
    .remedy = "Copy or mount the script, or correct its path.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_script_missing
