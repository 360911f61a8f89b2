#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "knowledge/metrics.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::alert_on_metric_nobody_exports {

static bool is_name(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || c == '_' || c == ':'; }

/// Names of metrics in a PromQL expression; labels, strings and functions left out.
static std::vector<std::string_view> metrics_in(std::string_view text) {
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '{' || c == '"' || c == '\'' || c == '[') {
      const char closing = c == '{' ? '}' : c == '[' ? ']' : c;
      at = std::min(text.find(closing, at + 1), text.size() - 1) + 1;
      continue;
    }
    if (!is_name(c) || is_digit(c)) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_name(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const std::size_t next = text.find_first_not_of(" \t\n", end);
    const bool opens = next != std::string_view::npos && text[next] == '(';
    if (is_one_of("by without on ignoring group_left group_right", word) && opens) {
      end = std::min(text.find(')', next), text.size() - 1) + 1;
    } else if (!opens) {
      names.push_back(word);
    }
    at = end;
  }
  return names;
}

/// What a Prometheus server collects from.
struct Collected {
  bool known = false;  ///< Every target is a service of the stack whose image is known.
  std::set<std::string_view> images;
};

static bool discovers(const yaml::Node& node) {
  if (node.is_sequence())
    return std::ranges::any_of(node.items, [](const yaml::Node* item) { return discovers(item->resolved()); });
  if (!node.is_mapping()) return false;
  return std::ranges::any_of(node.entries, [](const yaml::Entry& entry) {
    const std::string_view key = entry.key->text;
    return (key.ends_with("_sd_configs") || key == "scrape_config_files") || discovers(entry.value->resolved());
  });
}

static Collected collected_by(const project::Project& project, const project::Service& server,
                              const std::vector<const project::File*>& files) {
  Collected result;
  for (const project::File* const file : files)
    if (file->kind == project::FileKind::prometheus && file->yaml != nullptr && file->yaml->root() != nullptr) {
      if (discovers(file->yaml->root()->resolved())) return {};
      result.known = true;
    }
  for (const std::string_view word : server.command.words)
    if (contains(word, "remote-write-receiver") || contains(word, "otlp")) return {};
  for (const project::Reference& reference : project::references(project, server)) {
    if (reference.kind != project::ReferenceKind::prometheus || reference.loopback) continue;
    if (reference.to == nullptr) return {};
    // A program of one's own exports metrics of its own; what it is built on is no exporter.
    if (reference.to == &server || (reference.to->builds && reference.to->image == nullptr)) continue;
    if (reference.to->image == nullptr || knowledge::relays_metrics(reference.to->image->name)) return {};
    result.images.insert(reference.to->image->name);
  }
  return result;
}

static void check_rules(const project::Service& server, const project::File& file, const Collected& collected,
                        Report& report) {
  const yaml::Node* const groups = file.yaml->root()->resolved().get("groups");
  if (groups == nullptr) return;
  std::set<std::string_view> told;
  for (const yaml::Node* const group : groups->resolved().items) {
    const yaml::Node* const rules = group->resolved().get("rules");
    if (rules == nullptr) continue;
    for (const yaml::Node* const item : rules->resolved().items) {
      const yaml::Node* const expression = item->resolved().get("expr");
      if (expression == nullptr) continue;
      for (const std::string_view metric : metrics_in(expression->resolved().text)) {
        const std::span<const std::string_view> exporters = knowledge::exporters_of(metric);
        if (exporters.empty() ||
            std::ranges::any_of(exporters, [&](std::string_view image) { return collected.images.contains(image); }))
          continue;
        // One missing exporter is one fault, however many alerts wait for it.
        if (!told.insert(exporters.front()).second) break;
        report
            .at(expression->resolved().span, "`{}` comes from `{}`, which `{}` does not collect from; this never fires",
                metric, exporters.front(), server.name)
            .note(server.span, "`{}` evaluates it", server.name);
        break;
      }
    }
  }
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "prom/prometheus") return report.skip();
  const std::vector<const project::File*>& files = project::configuration_files(report.project(), service);
  const Collected collected = collected_by(report.project(), service, files);
  if (!collected.known) return report.skip();
  bool any = false;
  for (const project::File* const file : files) {
    if (file->kind != project::FileKind::prometheus_rules || file->yaml == nullptr || file->yaml->root() == nullptr ||
        !file->yaml->root()->resolved().is_mapping())
      continue;
    any = true;
    check_rules(service, *file, collected, report);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4651",
    .summary = "Alert on a metric that nobody exports",
    .why =
        "An expression over a metric that does not exist is empty, and an empty result is no alarm: the alert is green "
        "for ever.",
    .remedy = "Add the exporter to the stack and to `scrape_configs`, or remove the alert.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "alert on metrics that they collect",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::alert_on_metric_nobody_exports
