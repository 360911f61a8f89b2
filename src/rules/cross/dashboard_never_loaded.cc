#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/made_files.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dashboard_never_loaded {

static bool is_dashboard(const project::File& file) {
  if (file.kind != project::FileKind::grafana || file.yaml == nullptr || file.yaml->root() == nullptr) return false;
  const yaml::Node& root = file.yaml->root()->resolved();
  const yaml::Node* const inner = root.is_mapping() ? root.get("dashboard") : nullptr;
  return root.is_mapping() && (root.get("panels") != nullptr || (inner != nullptr && inner->resolved().is_mapping() &&
                                                                 inner->resolved().get("panels") != nullptr));
}

/// A folder in the container from which the provisioning of a Grafana loads dashboards.
struct ProvidedFolder {
  std::string_view path;
  Span span;
};

static std::vector<ProvidedFolder> provided_folders(const project::Service& grafana) {
  std::vector<ProvidedFolder> folders;
  for (const project::File* const file : grafana.mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node& root = file->yaml->root()->resolved();
    const yaml::Node* const providers = root.is_mapping() ? root.get("providers") : nullptr;
    if (providers == nullptr) continue;
    for (const yaml::Node* const item : providers->resolved().items) {
      if (!item->resolved().is_mapping()) continue;
      const yaml::Node* const options = item->resolved().get("options");
      if (options == nullptr || !options->resolved().is_mapping()) continue;
      if (const yaml::Node* const path = options->resolved().get("path"); path != nullptr)
        folders.push_back({path->resolved().text, path->span});
    }
  }
  return folders;
}

/// Whether the image of a service is made of Grafana's.
static bool is_made_of_grafana(const project::Service& service) {
  return service.stage != nullptr && contains(service.stage->root().base, "grafana");
}

/// Where a mount puts a file of the repository; "" when it does not.
static std::string place_of(const compose::Mount& mount, std::string_view path) {
  if (mount.type != compose::MountType::bind || !mount.inside_root || !project::is_below(path, mount.host_path))
    return {};
  std::string_view rest = path.substr(mount.host_path.size());
  if (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
  return rest.empty() ? std::string(mount.target) : project::container_path(mount.target, rest);
}

/// Whether a config of the stack puts a file of the repository into a service, as Swarm does where nothing is mounted.
static bool is_granted(const project::Service& service, const project::File& file) {
  return std::ranges::any_of(service.definition->configs, [&](const compose::SecretGrant& grant) {
    return std::ranges::any_of(service.stack->model->configs, [&](const compose::Secret& config) {
      return config.name == grant.name && config.inside_root && config.resolved == file.path;
    });
  });
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::File& file : project.files) {
    if (!is_dashboard(file)) continue;
    const compose::Mount* mounted = nullptr;
    const project::Service* by = nullptr;
    bool loaded = false, elsewhere = false, doubt = false;
    for (const project::Service& service : project.services) {
      // Another known program sends them to Grafana, perhaps; of an image that nobody knows that is as likely.
      if (!service.builds && (service.image == nullptr || service.image->title != "Grafana")) {
        elsewhere = elsewhere || std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
                      return !mount.host_path.empty() && !place_of(mount, file.path).empty();
                    });
        continue;
      }
      // It lies where the grant says, and whoever names it so means a folder that is looked into.
      loaded = loaded || is_granted(service, file);
      for (const compose::Mount& mount : service.definition->mounts) {
        const std::string place = place_of(mount, file.path);
        // Who has the whole repository mounted wants something else of it.
        if (place.empty() || mount.host_path.empty()) continue;
        if (!service.builds) {
          mounted = &mount;
          by = &service;
        }
        for (const ProvidedFolder& folder : provided_folders(service))
          loaded = loaded || place.starts_with(folder.path) || contains(folder.path, "$");
        for (const compose::EnvironmentEntry& entry : service.definition->environment)
          loaded = loaded || (entry.value.has_value() && *entry.value == place);
        loaded = loaded || (service.builds && is_made_of_grafana(service));
        // A program that is given its whole configuration does not care for each file of it.
        doubt = doubt || service.builds;
      }
    }
    bool copied = false;
    // Only an image of Grafana does anything with it.
    for (const project::Use& use : file.used_by) {
      const project::File* const by_file = use.how == "copies" ? project.file(use.span.file) : nullptr;
      if (by_file == nullptr || by_file->dockerfile == nullptr) continue;
      for (const dockerfile::Stage* const stage : by_file->dockerfile->parsed->stages)
        copied = copied || contains(stage->root().base, "grafana");
    }
    any = any || loaded || copied;
    if (loaded || copied || elsewhere) continue;
    if (mounted == nullptr) {
      bool has_grafana = false;
      std::optional<ProvidedFolder> awaited;
      for (const project::Service& service : project.services) {
        if (service.image == nullptr || service.image->title != "Grafana") continue;
        has_grafana = true;
        for (const ProvidedFolder& folder : provided_folders(service))
          if (!awaited.has_value() && !service.builds) awaited = folder;
      }
      // An own program may send it to a Grafana that is here.
      if (doubt && has_grafana) continue;
      Builder finding = report.at({file.source, 0, 0}, "No Grafana of the repository gets this dashboard");
      finding.confidence(has_grafana ? Confidence::likely : Confidence::possible);
      // A guide tells people to import it by hand.
      if (guide_on_file(project, file.path) != nullptr)
        finding.severity(Severity::low).confidence(Confidence::possible);
      if (awaited.has_value())
        finding.note(awaited->span, "A provider looks for dashboards in `{}`", awaited->path);
      else
        finding.severity(Severity::low);
      return;
    }
    report.at(mounted->span(), "`{}` gets dashboards, and no provider of its provisioning loads that folder", by->name)
        .note({file.source, 0, 0}, "`{}` is one of them", file.path)
        .reaches(*by->stack);
    return;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4439",
    .summary = "Dashboard that no Grafana loads",
    .why = "The graphs exist in the repository alone; in the outage there is an empty Grafana.",
    .remedy = "Mount the folder, and a provider file at `/etc/grafana/provisioning/dashboards` whose `path` is there.",
    .references = "https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "loads the dashboards that it brings",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::dashboard_never_loaded
