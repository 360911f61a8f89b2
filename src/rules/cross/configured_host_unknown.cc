#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/once.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configured_host_unknown {

/// The product that a text speaks of; "" for none.
static std::string_view product_in(std::string_view text) {
  for (const std::string_view product :
       {"redis", "postgres", "mysql", "mariadb", "mongo", "memcached", "rabbitmq", "elasticsearch"})
    if (contains(text, product)) return product;
  return {};
}

/// The product whose host a key names: of "session.redis.host", "redis". In the settings of a connector of Kafka its
/// class says which one: "io.debezium.connector.mysql.MySqlConnector".
static std::string_view product_of(std::string_view key, std::string_view connector) {
  const std::size_t dot = key.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view last = key.substr(dot + 1);
  if (!is_one_of("host hostname addr address HOST server", last)) return {};
  const std::string_view parents = key.substr(0, dot);
  return is_one_of("database config.database", parents) && !connector.empty() ? connector : product_in(parents);
}

static bool is_service_name(std::string_view text) {
  return text.size() > 1 && text != "localhost" &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos &&
         text.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos;
}

/// The host of "postgres:5432" and of "tcp://postgres:5432".
static std::string_view host_in(std::string_view value) {
  const std::size_t scheme = value.find("://");
  return before(scheme == std::string_view::npos ? value : value.substr(scheme + 3), ':');
}

static const project::Service* store_of(const project::Stack& stack, std::string_view product) {
  const project::Service* found = nullptr;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service->image == nullptr || !is_data_store(*service) ||
        !contains(service->image->name, product))
      continue;
    if (found != nullptr) return nullptr;
    found = service;
  }
  return found;
}

/// The setting of a key in the files that a program of Spring loads, those of other profiles left out; null for none.
static const project::ConfigurationSetting* loaded_setting(const project::Service& service,
                                                           const project::ReadFolder& folder, std::string_view key,
                                                           std::string_view part) {
  for (const project::ConfigurationFile& file : folder.settings) {
    if (!project::is_loaded(service, file)) continue;
    for (const project::ConfigurationSetting& setting : file.settings)
      if (setting.key == key && contains(setting.value, part)) return &setting;
  }
  return nullptr;
}

/// Spring's `spring.config.import: configserver:http://config:8888`, without which the program ends.
static bool check_import(const project::Service& service, Report& report) {
  const project::ReadFolder* const folder = project::code_folder(report.project(), service);
  if (folder == nullptr) return false;
  const project::ConfigurationSetting* const import =
      loaded_setting(service, *folder, "spring.config.import", "configserver:");
  if (import == nullptr || import->value.starts_with("optional:") || contains(import->value, "$") ||
      project::is_overridden(service, "spring.config.import") ||
      project::is_overridden(service, "spring.cloud.config.enabled") ||
      project::is_overridden(service, "spring.cloud.config.uri") ||
      loaded_setting(service, *folder, "spring.cloud.config.enabled", "false") != nullptr ||
      loaded_setting(service, *folder, "spring.cloud.config.discovery.enabled", "true") != nullptr ||
      loaded_setting(service, *folder, "spring.cloud.config.uri", "") != nullptr)
    return false;
  const std::size_t scheme = import->value.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = import->value.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of(":/?"));
  const bool is_own = host == "localhost" || host == "127.0.0.1";
  if (!is_own && (!is_service_name(host) || project::service_named(service, host) != nullptr ||
                  service.stack->service(host) != nullptr))
    return true;
  Builder finding =
      is_own ? report.at(import->span, "`{}` looks for its settings on its own loopback, and ends at its start",
                         service.name)
             : report.at(import->span, "No service is called `{}`, and without its settings from there `{}` ends", host,
                         service.name);
  finding.rung(Rung::start)
      .note(service.span, "Name the server in `SPRING_CONFIG_IMPORT`, or write `optional:` in front");
  return true;
}

static void check(const project::Service& service, Report& report) {
  if (!service.stack->partial.empty() || !service.definition->network_mode.value.empty()) return report.skip();
  bool asks = check_import(service, report);
  for (const project::ConfigurationFile& file : once<configurations_of>(report, service)) {
    const project::ConfigurationSetting* const kind = setting_of(file, "*connector.class");
    const std::string_view connector = kind != nullptr ? product_in(kind->value) : std::string_view();
    for (const project::ConfigurationSetting& setting : file.settings) {
      const std::string_view product = product_of(setting.key, connector);
      const std::string_view host = host_in(setting.value);
      if (product.empty() || !is_service_name(host)) continue;
      asks = true;
      if (project::service_named(service, host) != nullptr || service.stack->service(host) != nullptr) continue;
      // Without a store of the kind here the name may be one of another stack.
      const project::Service* const store = store_of(*service.stack, product);
      if (store == nullptr) continue;
      report.at(setting.span, "No service is called `{}`; `{}` is what `{}` means", host, store->name, service.name)
          .note(store->span, "The one that is there");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4839",
    .summary = "Configuration file that names a host which no service has",
    .why = "The name resolves to nothing, and the program ends or waits for ever at its first connection.",
    .remedy = "Name the service, or one of its aliases.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configured_host_unknown
