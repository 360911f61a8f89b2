#include <algorithm>
#include <string>
#include <string_view>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::collected_metrics_never_scraped {

/// The `endpoint` of the exporter for Prometheus that some pipeline of a collector uses; null without one.
static const yaml::Node* offered_endpoint(const project::File& file) {
  const yaml::Node* const root = file.yaml->root();
  const yaml::Node* const exporters = child(root, "exporters");
  const yaml::Node* const pipelines = child(child(root, "service"), "pipelines");
  if (exporters == nullptr || !exporters->resolved().is_mapping() || pipelines == nullptr ||
      !pipelines->resolved().is_mapping())
    return nullptr;
  for (const yaml::Entry& exporter : exporters->resolved().entries) {
    const std::string_view name = exporter.key->text;
    if (before(name, '/') != "prometheus") continue;
    const yaml::Node* const endpoint = child(exporter.value, "endpoint");
    if (endpoint == nullptr) continue;
    const bool used = std::ranges::any_of(pipelines->resolved().entries, [&](const yaml::Entry& pipeline) {
      const yaml::Node* const list = child(pipeline.value, "exporters");
      return list != nullptr &&
             std::ranges::any_of(list->resolved().items, [&](const yaml::Node* item) { return scalar(item) == name; });
    });
    if (used) return endpoint;
  }
  return nullptr;
}

/// Whether a Prometheus finds its targets by other means than a list of addresses.
static bool discovers(const project::Project& project, const project::Service& prometheus) {
  for (const project::File* const file : prometheus.mounted_files) {
    if (!file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    for (const std::string_view kind : {"docker_sd_configs", "dockerswarm_sd_configs", "file_sd_configs",
                                        "http_sd_configs", "consul_sd_configs", "scrape_config_files"})
      if (contains(text, kind)) return true;
  }
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  if (!stack.partial.empty()) return report.skip();
  const project::Service* prometheus = nullptr;
  for (const project::Service* const service : stack.services)
    if (service->active && service->image != nullptr && service->image->title == "Prometheus") {
      if (prometheus != nullptr) return report.skip();
      prometheus = service;
    }
  if (prometheus == nullptr || prometheus->mounted_files.empty() || discovers(report.project(), *prometheus))
    return report.skip();
  const std::vector<project::Reference> references = project::references(report.project(), stack);
  const auto is_scrape = [](const project::Reference& reference) {
    return reference.kind == project::ReferenceKind::prometheus;
  };
  if (std::ranges::none_of(references, is_scrape)) return report.skip();
  bool any = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service->image == nullptr || service->image->title != "OpenTelemetry Collector") continue;
    for (const project::File* const file : service->mounted_files) {
      if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
      const yaml::Node* const endpoint = offered_endpoint(*file);
      if (endpoint == nullptr || contains(scalar(endpoint), "$")) continue;
      any = true;
      const std::string_view address = scalar(endpoint);
      const std::string_view port = address.substr(std::min(address.size(), address.rfind(':') + 1));
      // Whoever else asks the port is content with it; an address of the host may be this one as well.
      const bool scraped = std::ranges::any_of(references, [&](const project::Reference& reference) {
        return is_scrape(reference) && ((reference.to == service && std::to_string(reference.port) == port) ||
                                        (reference.to == nullptr && std::to_string(reference.port) == port));
      });
      if (scraped) continue;
      report
          .at(endpoint->resolved().span, "`{}` offers what it collects on {}, and no job of `{}` asks for it",
              service->name, port, prometheus->name)
          .note(prometheus->span, "Its jobs name other targets");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4198",
    .summary = "Metrics of a collector that nothing scrapes",
    .why =
        "The collector's exporter for Prometheus sends nothing: it waits to be asked. Without a job for its port every "
        "metric that the programs send ends there.",
    .remedy = "Add a job with the collector's name and that port to `scrape_configs`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::collected_metrics_never_scraped
