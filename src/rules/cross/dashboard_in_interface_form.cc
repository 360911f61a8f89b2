#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dashboard_in_interface_form {

/// `{"dashboard": {...}}`, which the HTTP interface takes: the mapping inside; null for any other file.
static const yaml::Node* wrapped_dashboard(const project::File& file) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return nullptr;
  const yaml::Node& root = file.yaml->root()->resolved();
  if (!root.is_mapping() || root.get("panels") != nullptr || root.get("title") != nullptr) return nullptr;
  const yaml::Node* const inner = root.get("dashboard");
  return inner != nullptr && inner->resolved().is_mapping() && inner->resolved().get("panels") != nullptr
             ? &inner->resolved()
             : nullptr;
}

/// Whether scripts hand such files to the interface themselves.
static bool is_posted(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.script != nullptr && contains(project.sources[file.source].text(), "/api/dashboards");
  });
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::grafana) return report.skip();
  const yaml::Node* const inner = wrapped_dashboard(file);
  if (inner == nullptr) return;
  const project::Project& project = report.project();
  // A Grafana of the repository that gets the file from its folder.
  const project::Service* by = nullptr;
  const compose::Mount* mounted = nullptr;
  for (const project::Service& service : project.services) {
    if (service.image == nullptr || service.image->title != "Grafana") continue;
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.type == compose::MountType::bind && mount.inside_root &&
          project::is_below(file.path, mount.host_path)) {
        by = &service;
        mounted = &mount;
      }
  }
  if (by == nullptr || is_posted(project)) return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  report
      .at(root.entries.front().key->span,
          "Grafana reads the dashboard itself from a file, not what its HTTP interface takes; leave out `dashboard`")
      .note(mounted->span(), "`{}` gets the file here", by->name)
      .reaches(*by->stack);
}

extern const Rule rule = {
    .code = "SW4843",
    .summary = "Dashboard in the form of the HTTP interface",
    .why =
        "The file provider finds no title where it looks for one, logs `Dashboard title cannot be empty`, and there is "
        "no such dashboard in Grafana.",
    .remedy = "Save the inner object as the file.",
    .references = "https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::dashboard_in_interface_form
