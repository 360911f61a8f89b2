#include <algorithm>

#include "knowledge/operating.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::metrics_switched_off {

/// The scrape job around a place; null when it is not found.
static const yaml::Node* job_at(const project::File& file, Span place) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr || !file.yaml->root()->resolved().is_mapping())
    return nullptr;
  const yaml::Node* const jobs = file.yaml->root()->resolved().get("scrape_configs");
  if (jobs == nullptr) return nullptr;
  for (const yaml::Node* const job : jobs->resolved().items)
    if (job->resolved().span.begin <= place.begin && place.begin < job->resolved().span.end) return &job->resolved();
  return nullptr;
}

static bool has_key(const yaml::Node* job, std::span<const std::string_view> keys) {
  return job != nullptr && job->is_mapping() &&
         std::ranges::any_of(keys, [&](std::string_view key) { return job->get(key) != nullptr; });
}

static void check_image(const project::Reference& reference, const yaml::Node* job, Report& report) {
  const project::Service& target = *reference.to;
  if (target.builds || target.image == nullptr) return;
  ImageSettings settings(target);
  for (const knowledge::MetricsOff& row : knowledge::tables::metrics_off) {
    if (row.image != target.image->name || has_key(job, row.unless_job)) continue;
    // A port of its own may be a location or a plugin that serves them.
    const bool is_first_port = !target.image->ports.empty() && target.image->ports.front().port == reference.port;
    if (row.own_port && (!is_first_port || !target.mounted_files.empty() ||
                         (job != nullptr && job->is_mapping() && job->get("metrics_path") != nullptr)))
      continue;
    if (!settings.hold(row.when)) continue;
    report.at(reference.span, "`{}` serves no metrics; they take {}", target.name, OurWords{row.needs})
        .note(target.span, "The target");
    return;
  }
}

/// Spring Boot serves `/actuator/prometheus` only where its settings expose it.
static void check_spring(const project::Reference& reference, const yaml::Node* job, Report& report) {
  const project::Service& target = *reference.to;
  const yaml::Node* const path = job != nullptr && job->is_mapping() ? job->get("metrics_path") : nullptr;
  if (path == nullptr || !contains(path->resolved().text, "/actuator/prometheus")) return;
  const project::ReadFolder* const folder = project::code_folder(report.project(), target);
  if (folder == nullptr) return;
  for (const compose::EnvironmentEntry& entry : target.definition->environment)
    if (contains(entry.name, "EXPOSURE")) return;
  const project::ConfigurationSetting* exposed = nullptr;
  bool reads_spring = false;
  for (const project::ConfigurationFile& file : folder->settings) {
    if (!file.path.substr(file.path.rfind('/') + 1).starts_with("application")) continue;
    reads_spring = true;
    for (const project::ConfigurationSetting& setting : file.settings) {
      // What a server of settings sends is not read here.
      if (setting.key.starts_with("spring.config.import") && contains(setting.value, "configserver:")) return;
      if (setting.key != "management.endpoints.web.exposure.include") continue;
      if (contains(setting.value, "prometheus") || contains(setting.value, "*") || contains(setting.value, "$")) return;
      exposed = &setting;
    }
  }
  if (!reads_spring) return;
  Builder finding =
      report.at(reference.span, "`{}` does not expose `prometheus`, so that this is answered with 404", target.name);
  if (exposed != nullptr) finding.note(exposed->span, "What it exposes");
  finding.note(path->resolved().span, "The path that is asked");
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::prometheus || reference.to == nullptr || reference.file == nullptr)
      continue;
    any = true;
    const yaml::Node* const job = job_at(*reference.file, reference.span);
    check_image(reference, job, report);
    check_spring(reference, job, report);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4821",
    .summary = "Scrape target whose metrics are off",
    .why = "The target is down for ever, and alerts on it never fire.",
    .remedy = "Switch the metrics on, or scrape the exporter for this program.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "scrape targets whose metrics are on",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::metrics_switched_off
