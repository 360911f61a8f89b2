#include <algorithm>
#include <set>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::grafana_contact_unknown {

/// Receivers that a policy and those below it name.
static void receivers_of(const yaml::Node& policy, unsigned depth, std::vector<const yaml::Node*>& result) {
  if (depth > 8) return;
  if (const yaml::Node* const receiver = value_of(policy, "receiver"); receiver != nullptr) result.push_back(receiver);
  if (const yaml::Node* const routes = value_of(policy, "routes"); routes != nullptr)
    for (const yaml::Node* const route : routes->items) receivers_of(route->resolved(), depth + 1, result);
}

/// Whether a script makes contact points over Grafana's interface.
static bool are_made_by_script(const Report& report) {
  return std::ranges::any_of(report.project().files, [&](const project::File& file) {
    return file.has_content &&
           (file.kind == project::FileKind::script || file.kind == project::FileKind::makefile ||
            file.kind == project::FileKind::ci) &&
           contains(report.project().sources[file.source].text(), "contact-points");
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "grafana/grafana") return report.skip();
  std::set<std::string_view> known;
  std::vector<const yaml::Node*> named;
  const yaml::Node* alerts = nullptr;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node& root = file->yaml->root()->resolved();
    if (const yaml::Node* const points = value_of(root, "contactPoints"); points != nullptr)
      for (const yaml::Node* const point : points->items)
        if (const yaml::Node* const name = value_of(point->resolved(), "name"); name != nullptr)
          known.insert(name->text);
    if (const yaml::Node* const groups = value_of(root, "groups"); groups != nullptr && !groups->items.empty())
      alerts = alerts != nullptr ? alerts : groups->items.front();
    if (const yaml::Node* const policies = value_of(root, "policies"); policies != nullptr && policies->is_sequence())
      for (const yaml::Node* const policy : policies->items) receivers_of(policy->resolved(), 0, named);
  }
  // Contact points that somebody made by hand are kept in its database.
  if (alerts != nullptr && known.empty() && named.empty() &&
      service.definition->variable("GF_SMTP_ENABLED") == nullptr && !are_made_by_script(report))
    report
        .at(alerts->span, "`{}` evaluates these alerts, and no contact point is provisioned that it could tell",
            service.name)
        .severity(Severity::medium)
        .confidence(Confidence::possible)
        .note(service.span, "It tells its default address, which nobody reads");
  if (alerts == nullptr && (known.empty() || named.empty())) return report.skip();
  for (const yaml::Node* const receiver : named) {
    if (known.empty() || known.contains(receiver->text) || contains(receiver->text, "$") ||
        receiver->text == "grafana-default-email" || receiver->text == "email receiver")
      continue;
    report.at(receiver->span, "No contact point is called `{}`; `{}` is", receiver->text, *known.begin())
        .note(service.span, "`{}` reads this", service.name);
  }
}

extern const Rule rule = {
    .code = "SW4838",
    .summary = "Alerts of Grafana for a contact point that is not provisioned",
    .why =
        "Grafana refuses the policies and does not start, or alerts go to its default, an address that nobody reads.",
    .remedy = "Provision a contact point and a policy, and name there what the provisioning defines.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::grafana_contact_unknown
