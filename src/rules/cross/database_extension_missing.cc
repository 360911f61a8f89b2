#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ascii.h"
#include "knowledge/configuration_settings.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::database_extension_missing {

/// An extension that a script makes: `CREATE EXTENSION IF NOT EXISTS "vector"`.
struct MadeExtension {
  std::string name;  ///< In lower case.
  Span span;
};

static std::vector<MadeExtension> extensions_made(const project::Project& project, const project::File& file) {
  const std::string low = ascii::lowered(project.sources[file.source].text());
  constexpr std::string_view mark = "create extension";
  std::vector<MadeExtension> made;
  for (std::size_t at = low.find(mark); at != std::string::npos; at = low.find(mark, at + 1)) {
    const std::size_t line = low.rfind('\n', at) + 1;
    if (std::string_view(low).substr(line, at - line).find("--") != std::string_view::npos) continue;
    std::size_t name = low.find_first_not_of(" \t\n\"", at + mark.size());
    constexpr std::string_view condition = "if not exists";
    if (name != std::string::npos && low.compare(name, condition.size(), condition) == 0)
      name = low.find_first_not_of(" \t\n\"", name + condition.size());
    if (name == std::string::npos) continue;
    std::size_t end = name;
    while (end < low.size() && (ascii::is_alphanumeric(low[end]) || low[end] == '_' || low[end] == '-')) ++end;
    made.push_back(
        {low.substr(name, end - name), {file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)}});
  }
  return made;
}

/// Where a script makes an extension; an invalid place when it does not.
static Span made_in(Report& report, const project::File& file, std::string_view extension) {
  const std::vector<MadeExtension>& made = project::fact<extensions_made>(report.project(), file);
  const auto found = std::ranges::find(made, extension, &MadeExtension::name);
  return found != made.end() ? found->span : Span{};
}

/// Whether a block of the script catches what goes wrong at a place: `DO $$ BEGIN ... EXCEPTION WHEN OTHERS ... END
/// $$`.
static bool is_caught(std::string_view text, std::uint32_t place) {
  const std::string low = ascii::lowered(text);
  const std::size_t begin = low.rfind("do $", place);
  if (begin == std::string::npos) return false;
  const std::size_t mark_end = low.find('$', begin + 4);
  if (mark_end == std::string::npos || mark_end > place) return false;
  const std::string mark = low.substr(begin + 3, mark_end + 1 - begin - 3);
  const std::size_t end = low.find(mark, mark_end + 1);
  if (end == std::string::npos || end < place) return false;
  return std::string_view(low).substr(place, end - place).find("exception") != std::string_view::npos;
}

/// The scripts that the image runs when its volume is empty.
static std::vector<const project::File*> setup_scripts(const project::Project& project,
                                                       const project::Service& service) {
  constexpr std::string_view folder = "/docker-entrypoint-initdb.d";
  std::vector<const project::File*> result;
  const auto add = [&](std::string_view path) {
    const project::File* const file = project.file(path);
    if (file != nullptr && file->has_content && (path.ends_with(".sql") || path.ends_with(".sh")))
      result.push_back(file);
  };
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || !project::is_below(mount.target, folder))
      continue;
    add(mount.host_path);
    if (mount.target == folder)
      for (const std::string_view child : project.children(mount.host_path)) add(child);
  }
  return result;
}

/// Whether a service asks for what stands behind the name of another one.
static bool is_client_of(const project::Project& project, const project::Service& client,
                         const project::Service& server) {
  if (std::ranges::any_of(project::connections(project, client).references,
                          [&](const project::Reference& reference) { return reference.to == &server; }))
    return true;
  return std::ranges::any_of(client.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return entry.value.has_value() && project::service_named(client, *entry.value) == &server;
  });
}

/// A migration in SQL that a program of the repository brings along, and where it makes an extension.
struct Migration {
  const project::File* file = nullptr;
  Span place;
};
/// By the extension, in order of path.
using Migrations = std::unordered_map<std::string, std::vector<Migration>>;
static Migrations migrations_by_extension(const project::Project& project) {
  Migrations result;
  for (const project::File& file : project.files) {
    if (!file.has_content || !file.path.ends_with(".sql") || !contains(file.path, "igrations/") ||
        contains(file.path, "test"))
      continue;
    for (const MadeExtension& made : project::fact<extensions_made>(project, file)) {
      std::vector<Migration>& migrations = result[made.name];
      if (migrations.empty() || migrations.back().file != &file) migrations.push_back({&file, made.span});
    }
  }
  return result;
}

/// Whether a program of the stack that is built here uses the database, and its code has a file.
static const project::Service* migrated_by(const project::Project& project, const project::Service& server,
                                           const project::File& file) {
  for (const project::Service* const client : server.stack->services) {
    if (!client->active || !client->builds || !client->build->inside_root ||
        !project::is_below(file.path, client->build->directory))
      continue;
    const bool waits = std::ranges::any_of(client->definition->depends_on, [&](const compose::Dependency& dependency) {
      return dependency.service == server.name;
    });
    if (waits || is_client_of(project, *client, server)) return client;
  }
  return nullptr;
}

/// Whether the stack has another server of the same kind, for which the migrations may be.
static bool is_only_one(const project::Service& server) {
  return std::ranges::none_of(server.stack->services, [&](const project::Service* other) {
    return other->active && other != &server && other->kind == server.kind;
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.entrypoint.from == project::Provenance::compose)
    return report.skip();
  // Images of others that behave like it may bring more.
  const std::string_view registry = service.image_reference.registry;
  if (!registry.empty() && registry != "docker.io") return report.skip();
  std::optional<std::vector<const project::File*>> scripts;
  for (const knowledge::DatabaseExtension& row : knowledge::database_extensions()) {
    if (std::ranges::find(row.lacking, service.image_reference.repository) == row.lacking.end()) continue;
    if (!scripts.has_value()) scripts = setup_scripts(report.project(), service);
    for (const project::File* const script : *scripts) {
      const Span place = made_in(report, *script, row.extension);
      if (!place.valid()) continue;
      const bool caught = is_caught(report.project().sources[script->source].text(), place.begin);
      Builder finding =
          caught ? report.at(place, "The image of `{}` does not have the extension `{}`, and this passes that over",
                             service.name, row.extension)
                 : report.at(place, "The image of `{}` does not have the extension `{}`, so its first start ends here",
                             service.name, row.extension);
      finding.note(service.definition->image.span(), "This is the image");
      if (caught) finding.severity(Severity::medium).rung(Rung::operate);
    }
    const Migrations& migrations = once<migrations_by_extension>(report);
    if (const auto found = migrations.find(std::string(row.extension));
        found != migrations.end() && is_only_one(service))
      for (const auto& [script, place] : found->second) {
        const project::Service* const client = migrated_by(report.project(), service, *script);
        if (client == nullptr || is_caught(report.project().sources[script->source].text(), place.begin)) continue;
        report
            .at(place, "The image of `{}` does not have the extension `{}`, so the migrations of `{}` end here",
                service.name, row.extension, client->name)
            .note(service.definition->image.span(), "This is the image");
        break;
      }
    for (const project::Service* const client : service.stack->services)
      if (client->active && client->image != nullptr && !client->builds &&
          std::ranges::find(row.clients, client->image->name) != row.clients.end() &&
          is_client_of(report.project(), *client, service))
        report
            .at(service.definition->image.span(), "{} needs the extension `{}`, which the image of `{}` does not have",
                client->image->title, row.extension, service.name)
            .note(client->span, "`{}` makes it when it starts", client->name);
  }
  if (!scripts.has_value()) report.skip();
}

extern const Rule rule = {
    .code = "SW4791",
    .summary = "Database without an extension that is made in it",
    .why =
        "`CREATE EXTENSION` fails where the image does not bring the extension's files: a setup script ends with it, "
        "and the container; a program that makes it ends when it starts.",
    .remedy = "Take an image that has the extension, or install its package in an image of your own.",
    .references = "https://www.postgresql.org/docs/current/sql-createextension.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::database_extension_missing
