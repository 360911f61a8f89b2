#include "rules/rule.h"

#include "base/edit_distance.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/yaml_values.h"
#include "yaml/node.h"

namespace seaworthy::rules::prober_module_undefined {

/// The modules of the configuration that the exporter of a stack is given; null when it keeps the ones of its image.
static const yaml::Node* modules_of(const project::Project& project, const project::Service& exporter) {
  for (const project::File* const file : project::configuration_files(project, exporter))
    if (file->yaml != nullptr)
      if (const yaml::Node* const modules = child(file->yaml->root(), "modules");
          modules != nullptr && modules->resolved().is_mapping())
        return &modules->resolved();
  return nullptr;
}

static const project::Service* exporter_of(const project::Stack& stack) {
  const project::Service* found = nullptr;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service->image == nullptr || service->image->title != "Blackbox exporter") continue;
    if (found != nullptr) return nullptr;
    found = service;
  }
  return found;
}

static std::string_view nearest(const yaml::Node& modules, std::string_view name) {
  std::string_view best;
  unsigned distance = 4;
  for (const yaml::Entry& entry : modules.entries)
    if (const unsigned each = edit_distance(entry.key->text, name, distance); each < distance) {
      distance = each;
      best = entry.key->text;
    }
  return best;
}

static void check(const project::Service& service, Report& report) {
  const project::Service* const exporter = exporter_of(*service.stack);
  if (exporter == nullptr || exporter == &service) return report.skip();
  const yaml::Node* const modules = modules_of(report.project(), *exporter);
  if (modules == nullptr) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
    if (file->kind != project::FileKind::prometheus || file->yaml == nullptr) continue;
    const yaml::Node* const jobs = child(file->yaml->root(), "scrape_configs");
    if (jobs == nullptr) continue;
    for (const yaml::Node* const job : jobs->resolved().items) {
      const yaml::Node* const names = child(child(job, "params"), "module");
      const yaml::Node* const path = child(job, "metrics_path");
      if (names == nullptr || path == nullptr || path->resolved().text != "/probe") continue;
      for (const yaml::Node* const item : names->resolved().items) {
        const yaml::Node& name = item->resolved();
        if (!name.is_scalar()) continue;
        asks = true;
        if (modules->get(name.text) != nullptr) continue;
        const std::string_view near = nearest(*modules, name.text);
        Builder finding = near.empty() ? report.at(name.span, "`{}` has no module `{}`, so it answers 400 to this job",
                                                   exporter->name, name.text)
                                       : report.at(name.span, "`{}` has no module `{}`, so it answers 400; it has `{}`",
                                                   exporter->name, name.text, near);
        finding.note(modules->span, "Its modules are defined here");
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4721",
    .summary = "Scrape job with a module that its exporter does not have",
    .why =
        "A configuration of one's own replaces the modules that the image brings along. The exporter refuses an "
        "unknown "
        "one, so the target is down and nothing is probed.",
    .remedy = "Name a module of the exporter's configuration, or define the one that is missing there.",
    .references = "https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .strength = "ask exporters for modules that they have",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::prober_module_undefined
