#include <algorithm>
#include <optional>
#include <string_view>

#include "knowledge/poolers.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pooler_password_hashed {

/// The server that a pooler is told to ask; null when it is no service of the stack.
static const project::Service* server_of(const project::Service& service, const knowledge::Pooler& pooler) {
  std::string_view host;
  if (const compose::EnvironmentEntry* const given = service.definition->variable(pooler.host);
      given != nullptr && given->value.has_value())
    host = *given->value;
  else if (const compose::EnvironmentEntry* const url = service.definition->variable(pooler.url);
           url != nullptr && url->value.has_value()) {
    host = *url->value;
    host.remove_prefix(
        std::min(host.size(), host.rfind('@') == std::string_view::npos ? host.size() : host.rfind('@') + 1));
    host = host.substr(0, host.find_first_of(":/"));
  }
  return host.empty() ? nullptr : project::service_named(service, host);
}

/// Whether a server of the stack asks for SCRAM, as far as its settings tell.
static bool asks_for_scram(const project::Service& server, const knowledge::Pooler& pooler) {
  if (server.builds || server.image == nullptr || server.image->name != pooler.server) return false;
  const std::optional<Version> version = read_version(server.image_reference.tag);
  if (!version.has_value() || version->parts[0] < pooler.since) return false;
  for (const std::string_view variable : pooler.unless)
    if (server.definition->variable(variable) != nullptr) return false;
  return std::ranges::none_of(server.command.words,
                              [](std::string_view word) { return contains(word, "password_encryption"); });
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || !service.image_reference.valid) return report.skip();
  const auto pooler =
      std::ranges::find(knowledge::tables::poolers, service.image_reference.repository, &knowledge::Pooler::image);
  if (pooler == knowledge::tables::poolers.end()) return report.skip();
  if (std::ranges::any_of(
          service.definition->mounts,
          [&](const compose::Mount& mount) { return project::is_below(mount.target, pooler->configuration); }) ||
      std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; }))
    return report.skip();
  const project::Service* const server = server_of(service, *pooler);
  if (server == nullptr || !asks_for_scram(*server, *pooler)) return report.skip();
  const compose::EnvironmentEntry* const kind = service.definition->variable(pooler->variable);
  if (kind != nullptr && (!kind->value.has_value() || contains(*kind->value, "$") ||
                          std::ranges::find(pooler->works, std::string_view(*kind->value)) != pooler->works.end()))
    return;
  report
      .at(kind != nullptr ? kind->span : service.definition->image.span(),
          "`{}` keeps the password as MD5, with which `{}` takes no login; set `{}` to `{}`", service.name,
          server->name, pooler->variable, pooler->works.front())
      .note(server->definition->image.span(), "It asks for SCRAM since {}", pooler->since);
}

extern const Rule rule = {
    .code = "SW4160",
    .summary = "Pooler that cannot log in at its server",
    .why =
        "PostgreSQL asks for SCRAM, for which PgBouncer needs the password itself. With its MD5 hash every connection "
        "ends in `wrong password type`, and the programs behind the pooler have no database.",
    .remedy = "Set `AUTH_TYPE=scram-sha-256`.",
    .references =
        "https://github.com/edoburu/docker-pgbouncer/issues/60 https://www.pgbouncer.org/config.html#auth_type",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::pooler_password_hashed
