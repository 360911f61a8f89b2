#include "rules/rule.h"

#include <optional>
#include <string>

#include "project/facts.h"
#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/state.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::major_versions_on_one_volume {

/// The major release of the server that a service runs; nothing where its tag does not say.
static std::optional<int> find_release(const project::Project&, const project::Service& service) {
  const knowledge::DatabaseServer* const server = known_server(service);
  if (server == nullptr || !server->data_of_one_release || service.builds) return std::nullopt;
  const std::string_view tag = service.image_reference.tag;
  if (tag.empty() || !is_digit(tag.front())) return std::nullopt;
  const std::optional<Version> version = read_version(tag);
  return version.has_value() ? std::optional(version->parts[0]) : std::nullopt;
}

static std::optional<int> release_of(const Report& report, const project::Service& service) {
  return project::fact<find_release>(report.project(), service);
}

/// What a mount keeps its data in, as the engine sees it: the volume of a project, or a folder of the host. "" for
/// neither.
static std::string store_of(const project::Service& service, const compose::Mount& mount) {
  if (mount.type == compose::MountType::bind) return "bind " + std::string(mount.host_path);
  if (mount.type != compose::MountType::volume || mount.source_text.empty()) return {};
  // A template of one folder may name the project for another one, whose own `.env` says something else.
  return "volume " + std::string(service.stack->model->project_name) + "_" + std::string(mount.source_text) + " of " +
         std::string(service.stack->model->project_directory);
}

/// The store of the data of a service; "" where nothing keeps it.
static std::string data_store_of(const project::Service& service) {
  for (const StatePlace& place : state_places(service))
    if (place.mount != nullptr && (place.keeper == Keeper::volume || place.keeper == Keeper::bind))
      return store_of(service, *place.mount);
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (is_short_lived(*service.stack)) return report.skip();
  const std::optional<int> release = release_of(report, service);
  const std::string store = release.has_value() ? data_store_of(service) : std::string();
  if (store.empty()) return report.skip();
  for (const project::Stack& stack : report.project().stacks) {
    if (&stack == service.stack || is_short_lived(stack)) continue;
    for (const project::Service* const other : stack.services) {
      // Each pair is told of once, where the newer release stands.
      const std::optional<int> older = release_of(report, *other);
      if (!older.has_value() || *older >= *release || data_store_of(*other) != store) continue;
      report
          .at(service.definition->image.span(),
              "`{}` runs release {} here and {} in `{}` on the same data, which every release but its own refuses",
              service.name, *release, *older, stack.name)
          .note(other->definition->image.span(), "The other release");
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4942",
    .summary = "Two major releases of a database on one volume",
    .why =
        "The files of a database belong to the major release that made them. With the other one the server ends at "
        "once, and people are tempted to delete the volume to get it up again.",
    .remedy =
        "Use one release in all files, and move the data with a dump, or with the upgrade tool, before it changes.",
    .references = "https://www.postgresql.org/docs/current/upgrading.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::major_versions_on_one_volume
