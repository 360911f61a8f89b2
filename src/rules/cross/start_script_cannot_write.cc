#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/folder_owner.h"
#include "rules/lib/layers.h"
#include "rules/lib/start_writes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_cannot_write {

/// The folder, made by the image for root alone, in which something new would be written; "" when there is none.
static std::string folder_of_root(const project::Project& project, const project::Service& service,
                                  const std::string& path, Span& where) {
  std::string folder(project::parent_path(path));
  if (folder.empty()) folder = "/";
  // Folders for others to use are root's in every image.
  if (!is_one_of("/ /srv /opt /mnt", folder) &&
      (base_may_have(folder) || !project::image_folder({project, *service.stage, service.build->directory}, folder)))
    return {};
  const FolderOwner owner = owner_of(*service.stage, folder, where);
  return owner == FolderOwner::nobody_made_it || owner == FolderOwner::root ? folder : std::string();
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr || service.stage == nullptr || !service.user ||
      service.drops_root || !service.user.span.valid())
    return report.skip();
  const std::string_view user = before(service.user.value, ':');
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  for (const auto& [command, path] : fatal_start_writes(report.project(), service)) {
    Span where;
    const std::string folder = folder_of_root(report.project(), service, path, where);
    if (folder.empty()) continue;
    Builder finding =
        report.at(command->span, "`{}` runs as `{}` and writes `{}` when it starts, but `{}` belongs to root",
                  service.name, user, path, folder);
    finding.note(service.user.span, "The user in force");
    if (where.valid()) finding.note(where, "The folder is made by root and never given away");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4509",
    .summary = "Start script that writes where its user may not",
    .why = "Under `set -e` the script ends with `Permission denied` at its first write, and the container with it.",
    .remedy = "Make the folder in the Dockerfile and give it to the user before USER, or put a volume there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_script_cannot_write
