#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "knowledge/database_drivers.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/database_server.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tls_required_of_plain_server {

/// The word in the address that refuses a connection without TLS; "" when there is none.
static std::string_view demand_in(std::string_view address) {
  for (const std::string_view word :
       {"sslmode=require", "sslmode=verify-ca", "sslmode=verify-full", "ssl=true", "tls=true", "ssl=require"})
    if (contains(address, word)) return word;
  for (const std::string_view scheme : {"rediss://", "amqps://"})
    if (address.starts_with(scheme)) return scheme.substr(0, scheme.size() - 3);
  return {};
}

/// The variable beside a host that does the same: PGSSLMODE, DB_SSLMODE.
static const compose::EnvironmentEntry* demanding_variable(const project::Service& client) {
  for (const std::string_view name : {"PGSSLMODE", "DB_SSLMODE", "DB_SSL_MODE", "DATABASE_SSLMODE", "POSTGRES_SSLMODE",
                                      "POSTGRES_SSL_MODE", "DATABASE_SSL_MODE"})
    if (const compose::EnvironmentEntry* const entry = client.definition->variable(name);
        entry != nullptr && entry->value.has_value() && is_one_of("require verify-ca verify-full", *entry->value))
      return entry;
  return nullptr;
}

/// Whether something of the server speaks of TLS: its command, its variables, files mounted for it.
static bool may_speak_tls(const project::Project& project, const project::Service& server) {
  const auto speaks = [](std::string_view text) {
    return contains(text, "ssl") || contains(text, "tls") || contains(text, "TLS") || contains(text, "SSL");
  };
  for (const std::string_view word : server.command.words)
    if (speaks(word) || contains(word, "config_file")) return true;
  for (const std::string_view word : server.entrypoint.words)
    if (speaks(word)) return true;
  for (const compose::EnvironmentEntry& entry : server.definition->environment)
    if (speaks(entry.name)) return true;
  for (const compose::Mount& mount : server.definition->mounts)
    if (speaks(mount.target) || contains(mount.target, "cert") || mount.target.ends_with(".conf") ||
        mount.target.ends_with("/conf.d") || contains(mount.target, "initdb"))
      return true;
  return std::ranges::any_of(server.mounted_files, [&](const project::File* file) {
    return file->has_content && speaks(project.sources[file->source].text());
  });
}

/// Elasticsearch before 8 speaks plain HTTP unless its settings say otherwise.
static bool is_plain_search(const project::Service& server) {
  return server.image != nullptr && !server.builds && server.image->name == "elasticsearch" &&
         is_older(read_version(server.image_reference.tag).value_or(Version{}), Version{{8, 0, 0}}) &&
         std::ranges::none_of(server.definition->environment,
                              [](const compose::EnvironmentEntry& entry) {
                                return contains(entry.name, "xpack.security") && entry.value != "false";
                              }) &&
         std::ranges::none_of(server.definition->mounts,
                              [](const compose::Mount& mount) { return contains(mount.target, "/config"); });
}

/// Addresses of https in configuration files and commands, besides the variables below.
static bool check_search(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || !is_plain_search(*reference.to)) continue;
    asks = true;
    if (reference.scheme != "https") continue;
    Builder finding = report.at(reference.span, "`{}` asks `{}` over TLS, which it does not speak as it is set up",
                                service.name, reference.to->name);
    if (is_of_template(service, reference)) finding.confidence(Confidence::possible);
    finding.note(reference.to->span, "Nothing gives `{}` a certificate", reference.to->name);
    break;
  }
  return asks;
}

/// Drivers that ask for TLS where the address does not say.
static bool asks_tls_unless_told(const project::Project& project, const project::Service& service,
                                 std::string_view address) {
  if (contains(address, "sslmode") || service.definition->variable("PGSSLMODE") != nullptr) return false;
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || project::has_text(project, *code, "sslmode")) return false;
  return std::ranges::any_of(knowledge::tables::tls_first_packages, [&](std::string_view package) {
    return project::has_text(project, *code, "\"" + std::string(package) + "\"");
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = check_search(service, report);
  for (const project::Reference* const reference : neighbours_in_environment(report.project(), service)) {
    const project::Service& server = *reference->to;
    if (server.image == nullptr || server.builds) continue;
    if (server.kind == knowledge::ImageKind::object_store) {
      asks = true;
      if (reference->scheme != "https" || may_speak_tls(report.project(), server)) continue;
      report
          .at(reference->span, "`{}` asks `{}` over TLS, which it does not speak without a certificate", service.name,
              server.name)
          .note(server.span, "Nothing gives `{}` a certificate", server.name);
      return;
    }
    if (is_plain_search(server)) continue;
    // Without its security module, which only Elasticsearch has, it speaks plain HTTP alone.
    if (const compose::EnvironmentEntry* const security = server.definition->variable("xpack.security.enabled");
        security != nullptr) {
      if (security->value != "false") continue;
      asks = true;
      if (reference->scheme != "https") continue;
      report
          .at(reference->span, "`{}` asks `{}` over TLS, which it does not speak with `{}=false`", service.name,
              server.name, security->name)
          .note(security->span, "Here it is switched off");
      return;
    }
    const knowledge::DatabaseServer* const known = known_server(server);
    if (known == nullptr || known->tls_unasked) continue;
    const compose::EnvironmentEntry* const entry = service.definition->variable(reference->variable);
    if (entry == nullptr || !entry->value.has_value()) continue;
    asks = true;
    std::string_view demand = demand_in(*entry->value);
    Span span = entry->value_span.valid() ? entry->value_span : entry->span;
    if (demand.empty() && known->protocol == "postgresql" && !contains(*entry->value, "://"))
      if (const compose::EnvironmentEntry* const beside = demanding_variable(service); beside != nullptr) {
        demand = *beside->value;
        span = beside->span;
      }
    if (may_speak_tls(report.project(), server)) continue;
    if (demand.empty() && known->protocol == "postgresql" && contains(*entry->value, "://") &&
        asks_tls_unless_told(report.project(), service, *entry->value)) {
      report
          .at(span, "The Go driver of `{}` asks `{}` for TLS, which it does not speak; add `sslmode=disable`",
              service.name, server.name)
          .note(server.span, "Nothing gives `{}` a certificate", server.name);
      return;
    }
    if (demand.empty()) continue;
    report
        .at(span, "`{}` accepts `{}` only over TLS (`{}`), which `{}` does not speak as it is set up", service.name,
            server.name, demand, server.name)
        .note(server.span, "Nothing gives `{}` a certificate", server.name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4581",
    .summary = "TLS demanded of a server that has none",
    .why = "The server answers that it does not support TLS, and the program fails when it first needs its data.",
    .remedy =
        "Give the server a certificate and switch TLS on, or ask for it only where it is: on a network of one stack "
        "`sslmode=disable` is what the image offers.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_required_of_plain_server
