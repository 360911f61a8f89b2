#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::collector_component_undefined {

/// Whether a collector is given this file alone: several are put together.
static bool is_whole(const project::Project& project, const project::File& file) {
  for (const project::Service& service : project.services) {
    if (std::ranges::find(service.mounted_files, &file) == service.mounted_files.end()) continue;
    if (service.builds || service.image == nullptr || service.image->title != "OpenTelemetry Collector") return false;
    const auto given = std::ranges::count_if(service.command.words,
                                             [](std::string_view word) { return word.starts_with("--config"); });
    return given <= 1;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.yaml == nullptr || file.kind != project::FileKind::other) return report.skip();
  const yaml::Node* const root = file.yaml->root();
  const yaml::Node* const pipelines = child(child(root, "service"), "pipelines");
  if (child(root, "receivers") == nullptr || child(root, "exporters") == nullptr || pipelines == nullptr ||
      !pipelines->resolved().is_mapping() || !is_whole(report.project(), file))
    return report.skip();
  for (const yaml::Entry& pipeline : pipelines->resolved().entries)
    for (const std::string_view kind : {"receivers", "processors", "exporters"}) {
      const yaml::Node* const used = child(pipeline.value, kind);
      if (used == nullptr) continue;
      for (const yaml::Node* const item : used->resolved().items) {
        if (!item->resolved().is_scalar() || contains(item->resolved().text, "$")) continue;
        const std::string_view name = item->resolved().text;
        // A connector is the exporter of one pipeline and the receiver of another.
        if (child(child(root, kind), name) != nullptr || child(child(root, "connectors"), name) != nullptr) continue;
        const yaml::Node* const defined = child(root, kind);
        if (defined != nullptr && defined->resolved().is_mapping() &&
            std::ranges::any_of(defined->resolved().entries,
                                [&](const yaml::Entry& entry) { return entry.key->text == name; }))
          continue;
        report.at(item->resolved().span, "`{}` defines no `{}`, so the collector does not start; define it", kind, name)
            .note(pipeline.key->span, "The pipeline that uses it");
      }
    }
}

extern const Rule rule = {
    .code = "SW4601",
    .summary = "Pipeline of a collector with a component that is not defined",
    .why = "The OpenTelemetry collector checks its pipelines first and ends with an error.",
    .remedy = "Define the component in the section of its kind, or take it out of the pipeline.",
    .references = "https://opentelemetry.io/docs/collector/configuration/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::collector_component_undefined
