#include <algorithm>

#include "knowledge/former_paths.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::asks_below_former_path {

/// The row of a server that may have left a path: of its image, in a release that has; null for none.
static const knowledge::FormerPath* row_of(const project::Service& server) {
  if (server.image == nullptr) return nullptr;
  const auto row =
      std::ranges::find(knowledge::tables::former_paths, server.image->name, &knowledge::FormerPath::image);
  if (row == knowledge::tables::former_paths.end()) return nullptr;
  const std::string_view tag = server.image_reference.tag;
  const auto version = read_version(tag);
  if (!version.has_value()) return tag.empty() || tag == "latest" ? &*row : nullptr;
  return version->parts[0] >= row->since ? &*row : nullptr;
}

/// Whether a setting brings the path back, or may.
static bool is_brought_back(const project::Project& project, const project::Service& server,
                            const knowledge::FormerPath& row) {
  const auto has = [&](std::string_view text) {
    return std::ranges::any_of(row.unless, [&](std::string_view word) { return contains(text, word); });
  };
  const auto file_has = [&](const project::File* file) {
    return file != nullptr && (!file->has_content || has(project.sources[file->source].text()));
  };
  return std::ranges::any_of(server.entrypoint.words, has) || std::ranges::any_of(server.command.words, has) ||
         std::ranges::any_of(server.definition->environment, [&](const auto& entry) { return has(entry.name); }) ||
         std::ranges::any_of(server.mounted_files, file_has) || file_has(server.entrypoint_script) ||
         (server.dockerfile != nullptr && file_has(server.dockerfile->file));
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service || !reference.to->active) continue;
    const knowledge::FormerPath* const row = row_of(*reference.to);
    if (row == nullptr) continue;
    asks = true;
    if (reference.path != row->path && !reference.path.starts_with(std::string(row->path) + "/")) continue;
    if (is_brought_back(report.project(), *reference.to, *row)) continue;
    report
        .at(reference.span, "`{}` asks `{}` below `{}`, where {} has nothing since {}; drop it, or set `{}`",
            service.name, reference.to->name, row->path, row->title, row->since, row->setting)
        .note(reference.to->definition->image.span().valid() ? reference.to->definition->image.span()
                                                             : reference.to->span,
              "This is its release");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4110",
    .summary = "Address below a path that the server has left",
    .why = "The server answers 404 there: logins and checks of tokens fail, though the server is up and healthy.",
    .remedy = "Drop the path from the address, or give the server the setting that brings it back.",
    .references = "https://www.keycloak.org/migration/migrating-to-quarkus",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::asks_below_former_path
