#include "rules/rule.h"

#include <string>

#include "project/connections.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/probe_outcome.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_script_missing {

/// The mount that brings a script of that name, to another place than the probe looks for it at; null when there is
/// none.
static const compose::Mount* mounted_elsewhere(const project::Project& project, const project::Service& service,
                                               std::string_view path) {
  if (service.builds || project::mount_over(service, path) != nullptr || !path.starts_with('/')) return nullptr;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
    const auto inside = project::join_path(mount.host_path, base_name(path));
    if (base_name(mount.target) == base_name(path) ||
        (inside.has_value() && project.path_state(*inside) == project::PathState::file))
      return &mount;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Probe& probe = project::connections(report.project(), service).probe;
  if (forced_success(service, probe) != nullptr) return;
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
    if (const compose::Mount* const mount = mounted_elsewhere(report.project(), service, path); mount != nullptr) {
      Builder finding = report.at(command.spans[index], "The probe of `{}` runs `{}`, which is mounted at `{}`",
                                  service.name, path, mount->target);
      finding.note(mount->span(), "It is mounted here").confidence(Confidence::likely);
      note_waiting(finding, service);
      continue;
    }
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
