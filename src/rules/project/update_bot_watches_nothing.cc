#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/operating.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::update_bot_watches_nothing {

/// What an ecosystem reads; null for one whose files are not told apart.
static const knowledge::UpdateBotFiles* files_of(std::string_view ecosystem) {
  for (const knowledge::UpdateBotFiles& row : knowledge::tables::update_bot_files)
    if (row.ecosystem == ecosystem) return &row;
  return nullptr;
}

static bool has_file(const project::Project& project, std::string_view folder, const knowledge::UpdateBotFiles& row) {
  for (const std::string_view path : project.children(folder)) {
    const project::File* const file = project.file(path);
    for (const std::string_view part : row.files) {
      const bool is_manifest = part == "kubernetes" && file != nullptr && file->kind == project::FileKind::kubernetes;
      if (is_manifest || contains(base_name(path), part)) return true;
    }
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if ((file.path != ".github/dependabot.yml" && file.path != ".github/dependabot.yaml") || file.yaml == nullptr ||
      file.yaml->root() == nullptr || !file.yaml->root()->resolved().is_mapping())
    return report.skip();
  const yaml::Node* const updates = file.yaml->root()->resolved().get("updates");
  if (updates == nullptr) return report.skip();
  const project::Project& project = report.project();
  for (const yaml::Node* const item : updates->resolved().items) {
    if (!item->resolved().is_mapping()) continue;
    const yaml::Node* const directory = item->resolved().get("directory");
    const std::string_view written = scalar_text(directory);
    const std::string_view ecosystem = scalar_text(item->resolved().get("package-ecosystem"));
    if (written.empty() || written.find_first_of("*?") != std::string_view::npos ||
        item->resolved().get("target-branch") != nullptr)
      continue;
    std::string_view folder = written;
    while (folder.starts_with('/')) folder.remove_prefix(1);
    while (folder.ends_with('/')) folder.remove_suffix(1);
    const auto path = project::join_path("", folder.empty() ? std::string_view(".") : folder);
    if (!path.has_value()) continue;
    if (!path->empty() && project.path_state(*path) == project::PathState::missing) {
      report.at(directory->span, "There is no folder `{}`, so nothing is ever updated for `{}`", written, ecosystem);
      continue;
    }
    const knowledge::UpdateBotFiles* const row = files_of(ecosystem);
    if (row != nullptr && !has_file(project, *path, *row))
      report.at(directory->span, "`{}` has no file that the ecosystem `{}` reads, so nothing is ever updated for it",
                written, ecosystem);
  }
}

extern const Rule rule = {
    .code = "SW7170",
    .summary = "Update bot that looks where nothing is",
    .why =
        "The bot reports its error on a page that few people open. Images and packages are taken for watched, and grow "
        "old.",
    .remedy = "Name the folder that holds the Dockerfile or the manifest; `directories` takes several.",
    .references =
        "https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::update_bot_watches_nothing
