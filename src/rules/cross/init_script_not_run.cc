#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_script_not_run {

static std::string suffixes_of(const knowledge::DatabaseServer& server) {
  std::string text;
  for (const std::string_view suffix : server.suffixes) {
    if (!text.empty()) text += ", ";
    text += suffix;
  }
  return text;
}

/// Whether a file of the folder speaks of the other, which is then its data and no script: `seed.json` of an import.
static bool is_data(const project::Project& project, const project::Service& service,
                    const knowledge::DatabaseServer& server, std::string_view name) {
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return server.is_setup(mount.target) && std::ranges::any_of(service.mounted_files, [&](const project::File* file) {
             return file->has_content && project::is_below(file->path, mount.host_path) &&
                    contains(project.sources[file->source].text(), name);
           });
  });
}

/// Whether a mounted folder has SQL below it, and nothing at its top that the database runs.
static bool holds_nothing_to_run(const project::Project& project, const knowledge::DatabaseServer& server,
                                 const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path.empty() ||
      project.path_state(mount.host_path) != project::PathState::directory)
    return false;
  bool below = false;
  for (const project::Project::TreePath& entry : project.tree) {
    if (!project::is_below(entry.path, mount.host_path) || entry.path == mount.host_path) continue;
    const bool at_top = project::parent_path(entry.path) == mount.host_path;
    if (at_top && server.runs(base_name(entry.path))) return false;
    below = below || (!at_top && entry.path.ends_with(".sql"));
  }
  return below;
}

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const known = known_server(service);
  if (known == nullptr || !known->runs_scripts()) return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.target == known->setup) {
      asks = true;
      if (holds_nothing_to_run(report.project(), *known, mount))
        report.at(mount.span(), "{} runs nothing of `{}`: its scripts are in folders below, where it does not look",
                  known->product, mount.host_path);
      continue;
    }
    if (mount.type != compose::MountType::bind || !known->is_setup(mount.target) || !mount.inside_root ||
        report.project().path_state(mount.host_path) != project::PathState::file)
      continue;
    asks = true;
    const std::string_view name = base_name(mount.target);
    if (known->runs(name) && project::parent_path(mount.target) != known->setup &&
        project::is_below(mount.target, known->setup)) {
      report.at(mount.span(), "{} runs what lies directly in `{}`, and looks into no folder below it", known->product,
                known->setup);
      continue;
    }
    if (known->runs(name) || is_data(report.project(), service, *known, name)) continue;
    report.at(mount.span(), "{} ignores `{}`: it runs only files that end in {}", known->product, name,
              suffixes_of(*known));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4664",
    .summary = "Init script with a name that the database ignores",
    .why = "The first start says `ignoring`, and the accounts, databases and tables of the script are not there.",
    .remedy = "Mount the script under a name with a suffix that the image runs, such as `.sh`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "get init scripts that they run",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_not_run
