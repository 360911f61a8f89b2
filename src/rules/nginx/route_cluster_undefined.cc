#include "rules/rule.h"

#include <set>
#include <vector>

#include "project/model.h"
#include "rules/lib/yaml_values.h"
#include "yaml/node.h"

namespace seaworthy::rules::route_cluster_undefined {

/// Nested deeper, a file is none of Envoy's.
constexpr unsigned deepest = 24;

/// Every `cluster: NAME` of routes and proxies, and the names of `weighted_clusters`.
static void collect(const yaml::Node& node, unsigned depth, std::vector<const yaml::Node*>& names) {
  if (depth > deepest) return;
  for (const yaml::Node* const item : node.items) collect(item->resolved(), depth + 1, names);
  for (const yaml::Entry& entry : node.entries) {
    if (entry.value == nullptr) continue;
    const yaml::Node& value = entry.value->resolved();
    if (entry.key->text == "cluster" && value.is_scalar()) names.push_back(&value);
    if (entry.key->text == "weighted_clusters")
      if (const yaml::Node* const clusters = child(&value, "clusters"); clusters != nullptr)
        for (const yaml::Node* const each : clusters->resolved().items)
          if (const yaml::Node* const name = child(each, "name"); name != nullptr) names.push_back(&name->resolved());
    collect(value, depth + 1, names);
  }
}

static void check(const project::File& file, Report& report) {
  const yaml::Node* const resources = file.yaml != nullptr ? child(file.yaml->root(), "static_resources") : nullptr;
  const yaml::Node* const listeners = child(resources, "listeners");
  // Clusters may come from a control plane.
  if (listeners == nullptr || child(file.yaml->root(), "dynamic_resources") != nullptr) return report.skip();
  std::set<std::string_view> defined;
  if (const yaml::Node* const clusters = child(resources, "clusters"); clusters != nullptr)
    for (const yaml::Node* const cluster : clusters->resolved().items)
      if (const yaml::Node* const name = child(cluster, "name"); name != nullptr) defined.insert(name->resolved().text);
  std::vector<const yaml::Node*> names;
  collect(listeners->resolved(), 0, names);
  if (names.empty()) return report.skip();
  for (const yaml::Node* const name : names)
    if (!defined.contains(name->text) && name->text.find_first_of("${%") == std::string_view::npos)
      report.at(name->span, "Envoy has no cluster `{}` and does not start with a route to it", name->text)
          .note(resources->resolved().span, "Its clusters are defined here");
}

extern const Rule rule = {
    .code = "SW5215",
    .summary = "Envoy route to a cluster that is not defined",
    .why = "Envoy checks its static routes when it starts, and refuses a configuration with an unknown cluster.",
    .remedy = "Name a cluster of `static_resources.clusters`, or define the one that is missing.",
    .references = "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "route to clusters that exist",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::route_cluster_undefined
