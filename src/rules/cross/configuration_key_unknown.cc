#include <algorithm>

#include "knowledge/program_limits.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_key_unknown {

static void check_keys(const project::Service& service, const yaml::Node& mapping,
                       const knowledge::ConfigurationKeys* known, Report& report) {
  if (known == nullptr || !mapping.is_mapping()) return;
  for (const yaml::Entry& entry : mapping.entries) {
    const std::string_view key = entry.key->text;
    if (known->has(key) || key == "<<" || contains(key, "$") || contains(key, "{")) continue;
    const std::string_view near = known->nearest(key);
    Builder finding = near.empty()
                          ? report.at(entry.key->span, "{} knows no key `{}` here and does not start with it",
                                      service.image->title, key)
                          : report.at(entry.key->span, "{} knows no key `{}` here and does not start; it knows `{}`",
                                      service.image->title, key, near);
    // A release after the table may know more, but no slip.
    finding.note(service.span, "`{}` reads this file", service.name)
        .confidence(near.empty() ? Confidence::likely : Confidence::certain);
  }
}

/// The mapping at `storage.tsdb` of a file; null without one.
static const yaml::Node* mapping_at(const yaml::Node& root, std::string_view path) {
  const yaml::Node* node = &root;
  while (node != nullptr && !path.empty()) {
    const std::string_view key = before(path, '.');
    path.remove_prefix(std::min(path.size(), key.size() + 1));
    const yaml::Node* const next = node->resolved().is_mapping() ? node->resolved().get(key) : nullptr;
    node = next != nullptr ? &next->resolved() : nullptr;
  }
  return node != nullptr && node->is_mapping() ? node : nullptr;
}

/// Keys of the whole file, and of the parts of it that are listed.
static void check_file(const project::Service& service, const project::File& file, std::string_view program,
                       Report& report) {
  const yaml::Node* const root = file.yaml != nullptr ? file.yaml->root() : nullptr;
  if (root == nullptr || !root->is_mapping()) return;
  check_keys(service, *root, knowledge::configuration_keys(program, ""), report);
  for (const std::string_view section : {"storage", "storage.tsdb", "storage.tsdb.retention", "alerting"})
    if (const yaml::Node* const part = mapping_at(*root, section); part != nullptr)
      check_keys(service, *part, knowledge::configuration_keys(program, section), report);
  for (const std::string_view section : {"global", "route", "scrape_configs"}) {
    const yaml::Node* const part = root->get(section);
    const knowledge::ConfigurationKeys* const known = knowledge::configuration_keys(program, section);
    if (part == nullptr || known == nullptr) continue;
    check_keys(service, *part, known, report);
    if (!part->is_sequence()) continue;
    for (const yaml::Node* const item : part->items) {
      check_keys(service, *item, known, report);
      const yaml::Node* const targets = item->is_mapping() ? item->get("static_configs") : nullptr;
      if (targets == nullptr || !targets->is_sequence()) continue;
      for (const yaml::Node* const each : targets->items)
        check_keys(service, *each, knowledge::configuration_keys(program, "static_configs"), report);
    }
  }
}

/// Whether a file is the main configuration: the one that the command names, or that the image's own command does.
static bool is_main(const project::Project& project, const project::Service& service, const project::File& file) {
  const auto names_it = [&](std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos && !is_one_of("--config.file -config.file", word.substr(0, equals)))
      return false;
    const std::string_view path = equals == std::string_view::npos ? word : word.substr(equals + 1);
    return path.starts_with('/') && project::container_file(project, service, path).file == &file;
  };
  const bool own_command = service.command.from == project::Provenance::compose;
  if (own_command && std::ranges::any_of(service.command.words, names_it)) return true;
  return std::ranges::any_of(service.image->command, names_it) ||
         std::ranges::any_of(service.image->entrypoint, names_it);
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr) return report.skip();
  bool asks = false;
  for (const project::File* const file : service.mounted_files) {
    std::string_view program;
    if (file->kind == project::FileKind::prometheus && service.image->name == "prom/prometheus") program = "prometheus";
    if (file->kind == project::FileKind::alertmanager && service.image->name == "prom/alertmanager")
      program = "alertmanager";
    if (file->kind == project::FileKind::loki && service.image->name == "grafana/loki") program = "loki";
    if (program.empty() || !is_main(report.project(), service, *file)) continue;
    asks = true;
    check_file(service, *file, program, report);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4485",
    .summary = "Configuration key that the program does not know",
    .why =
        "Prometheus, Alertmanager and Loki read their configuration strictly and end at a key that they do not know.",
    .remedy = "Use the key as the program's manual spells it, at the level where it belongs.",
    .references = "https://prometheus.io/docs/prometheus/latest/configuration/configuration/",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_key_unknown
