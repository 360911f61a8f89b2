#include "rules/rule.h"

#include <charconv>
#include <optional>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dump_client_older_than_server {

/// The release in a tag of the official image or of a backup image made for one: of "16.4-alpine", 16.
static std::optional<int> major_of(std::string_view tag) {
  int major = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), major);
  if (error != std::errc() || major < 8 || major > 99) return std::nullopt;
  return major;
}

/// Whether it runs an image that is made to dump servers of the release in its tag.
static bool is_backup_tool(const project::Service& service) {
  return service.image != nullptr && service.image->title == "PostgreSQL backup";
}

/// The release of PostgreSQL whose dump program a service has.
static std::optional<int> client_release(const project::Service& service) {
  if (service.image == nullptr || service.builds) return std::nullopt;
  if (is_server_of(service, "postgresql") || is_backup_tool(service)) return major_of(service.image_reference.tag);
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<int> client = client_release(service);
  if (!client.has_value()) return report.skip();
  std::string said = command_text(report.project(), service);
  // A cron table or script that is mounted and that the command starts.
  for (const project::File* const file : service.mounted_files)
    if (file->has_content) (said += '\n') += report.project().sources[file->source].text();
  if (!is_backup_tool(service) && !contains(said, "pg_dump")) return report.skip();
  bool asks = false;
  for (const project::Service* const server : service.stack->services) {
    if (server == &service || !server->active || server->builds || !is_server_of(*server, "postgresql")) continue;
    bool named = contains(said, server->name);
    for (const project::Reference& reference : project::connections(report.project(), service).references)
      named = named || reference.to == server;
    const std::optional<int> release = major_of(server->image_reference.tag);
    if (!named || !release.has_value()) continue;
    asks = true;
    if (*client >= *release) continue;
    report
        .at(service.definition->image.span(), "`{}` has the `pg_dump` of {}, which refuses to dump `{}` of release {}",
            service.name, *client, server->name, *release)
        .note(server->definition->image.span(), "The server's release");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4591",
    .summary = "Dump program older than its server",
    .why =
        "`pg_dump` aborts because of a server version mismatch: there has been no backup since the server was "
        "upgraded.",
    .remedy = "Give the backup the image of the server's release, and move both together.",
    .references = "https://www.postgresql.org/docs/current/app-pgdump.html",
    .severity = Severity::high,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "dump with a program as new as the server",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::dump_client_older_than_server
