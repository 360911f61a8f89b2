#include <algorithm>

#include "base/edit_distance.h"
#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_package_script_missing {

/// What a container starts, behind an entrypoint that runs its arguments as well; the last one of several.
static std::optional<project::StartedProgram> started_behind(const project::Project& project,
                                                             const project::Service& service) {
  std::optional<project::StartedProgram> started = project::started_program(service);
  if (service.startup == nullptr) return started;
  for (project::StartedProgram& each : project::started_programs(project, service))
    if (!each.direct) started = std::move(each);
  return started;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = started_behind(report.project(), service);
  if (!started.has_value()) return report.skip();
  std::vector<std::string_view> words{base_name(started->word)};
  words.insert(words.end(), started->arguments.begin(), started->arguments.end());
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::script || call.if_present || call.all_workspaces || !call.workspaces.empty() ||
      contains(call.script, "$") || started->folder.empty())
    return report.skip();
  if (!call.certainly_script && !is_one_of("build start dev test serve start:prod", call.script)) return report.skip();
  const std::string path = project::container_path(started->folder, call.folder) + "/package.json";
  const project::ContainerFile file = project::container_file(report.project(), service, path);
  if (file.state == project::ContainerFile::State::absent) {
    // An image that is not built is told of where it fails.
    const project::BuildContext* const context = project::build_context(report.project(), service);
    if (context != nullptr && std::ranges::find(context->sources, project::CopyState::missing,
                                                &project::CopySource::state) != context->sources.end())
      return;
    report
        .at(started->span, "`{}` runs the script `{}`, but `{}` is not in its container", service.name, call.script,
            path)
        .note(file.mount != nullptr ? file.mount->span() : image_span(service),
              file.mount != nullptr ? "This is mounted there" : "The image begins here")
        .confidence(Confidence::likely);
    return;
  }
  if (file.file == nullptr) return report.skip();
  for (const project::Manifest& manifest : project::manifests(report.project())) {
    if (manifest.file != file.file) continue;
    // npm runs `server.js` when there is no script `start`.
    if (manifest.script(call.script) != nullptr) return;
    if (call.script == "start" && call.manager == "npm") {
      const project::ContainerFile server = project::container_file(
          report.project(), service, project::container_path(started->folder, call.folder) + "/server.js");
      if (server.state != project::ContainerFile::State::absent) return;
    }
    std::string_view near;
    for (const project::ManifestScript& script : manifest.scripts)
      if (edit_distance(script.name, call.script, 2) <= 2 || script.name.starts_with(call.script)) {
        near = script.name;
        break;
      }
    Builder finding = near.empty()
                          ? report.at(started->span, "`{}` runs the script `{}`, which `{}` does not have",
                                      service.name, call.script, manifest.file->path)
                          : report.at(started->span, "`{}` runs the script `{}`, which `{}` does not have; it has `{}`",
                                      service.name, call.script, manifest.file->path, near);
    finding.note({manifest.file->source, 0, 0}, "Its scripts are here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4243",
    .summary = "Container that starts a package script which does not exist",
    .why = "The package manager ends with `Missing script`, and the container with it.",
    .remedy =
        "Add the script to the package.json that is in the container's working directory, or name one that it has.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_package_script_missing
