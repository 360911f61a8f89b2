#include "rules/rule.h"

#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::grafana_plugin_not_installed {

/// Kinds of data sources that Grafana brings along.
constexpr WordList built_in =
    "alertmanager cloudwatch dashboard datasource elasticsearch grafana grafana-azure-monitor-datasource "
    "grafana-mssql-datasource grafana-mysql-datasource grafana-postgresql-datasource grafana-pyroscope-datasource "
    "grafana-testdata-datasource graphite influxdb jaeger loki mixed mssql mysql opentsdb parca phlare postgres "
    "prometheus stackdriver tempo testdata zipkin";

/// Whether a plugin may be there in a way that only a run shows: from the image, a folder, or by hand.
static bool may_be_there(const project::Project& project, const project::Service& service, std::string_view plugin) {
  if (service.builds) return true;
  const compose::Mount* const mount = project::mount_over(service, "/var/lib/grafana/plugins/" + std::string(plugin));
  if (mount != nullptr && mount->target.starts_with("/var/lib/grafana/plugins")) return true;
  if (contains(command_text(project, service), "plugins")) return true;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.name == "GF_PATHS_PLUGINS") return true;
    if (!is_one_of("GF_INSTALL_PLUGINS GF_PLUGINS_PREINSTALL GF_PLUGINS_PREINSTALL_SYNC", entry.name)) continue;
    if (!entry.value.has_value() || contains(*entry.value, plugin) || contains(*entry.value, "$")) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "grafana/grafana") return report.skip();
  bool asks = false;
  for (const project::File* const file : service.mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr || !file->yaml->root()->resolved().is_mapping())
      continue;
    const yaml::Node* const sources = file->yaml->root()->resolved().get("datasources");
    if (sources == nullptr) continue;
    for (const yaml::Node* const item : sources->resolved().items) {
      const yaml::Node* const type = item->resolved().is_mapping() ? item->resolved().get("type") : nullptr;
      if (type == nullptr || !type->resolved().is_scalar()) continue;
      asks = true;
      const std::string_view name = type->resolved().text;
      if (name.empty() || contains(name, "$") || is_one_of(built_in, name) ||
          may_be_there(report.project(), service, name))
        continue;
      report
          .at(type->resolved().span,
              "Nothing installs the plugin `{}` in `{}`, so that this data source stays without answer", name,
              service.name)
          .note(service.span, "Name it in `{}`",
                knowledge::VersionRange{"12", ""}.contains(service.image_reference.tag) ? "GF_PLUGINS_PREINSTALL"
                                                                                        : "GF_INSTALL_PLUGINS");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4150",
    .summary = "Data source of Grafana whose plugin nothing installs",
    .why =
        "Grafana takes the data source in and cannot load what it is made of: its dashboards show errors on every "
        "machine where nobody installed the plugin by hand.",
    .remedy = "Name the plugin in `GF_PLUGINS_PREINSTALL` (`GF_INSTALL_PLUGINS` before Grafana 12).",
    .references = "https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::grafana_plugin_not_installed
