#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_takes_self_signed_certificate {

/// What labels of the repository ask certificates for.
struct Asked {
  std::set<std::string, std::less<>> rules;  ///< Of routers with a resolver: their hosts have a certificate.
  bool domains = false;                      ///< Some router asks for one of several hosts, or of a whole domain.
};

static Asked asked_in(const project::Project& project) {
  Asked asked;
  for (const project::Service& service : project.services) {
    std::map<std::string_view, std::string_view> rules;
    std::set<std::string_view> resolved;
    for (const TraefikLabel& label : traefik_labels(service)) {
      if (label.section != "routers") continue;
      if (label.key == "rule") rules[label.name] = label.value;
      if (label.key == "tls.certresolver") resolved.insert(label.name);
      asked.domains = asked.domains || label.key.starts_with("tls.domains");
    }
    for (const std::string_view name : resolved) asked.rules.insert(std::string(rules[name]));
  }
  return asked;
}

/// Whether the files and options of Traefik may give it a certificate that no router asks for.
static bool has_certificates(const project::Project& project, const project::Service& traefik) {
  for (const std::string_view word : traefik.command.words)
    if (contains(ascii::lowered(word), ".domains")) return true;
  for (const project::File* const file : traefik.mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) {
      // TOML, templates, certificates themselves.
      if (!file->has_content || contains(project.sources[file->source].text(), "certificates") ||
          contains(project.sources[file->source].text(), "BEGIN CERTIFICATE") || file->path.ends_with(".toml"))
        return true;
      continue;
    }
    const yaml::Node& root = file->yaml->root()->resolved();
    if (const yaml::Node* const tls = value_of(root, "tls");
        tls != nullptr && (value_of(*tls, "certificates") != nullptr || value_of(*tls, "stores") != nullptr))
      return true;
    const yaml::Node* const points = value_of(root, "entryPoints");
    if (points == nullptr) continue;
    for (const yaml::Entry& point : points->entries) {
      const yaml::Node* const http = value_of(point.value->resolved(), "http");
      const yaml::Node* const tls = http != nullptr ? value_of(*http, "tls") : nullptr;
      const yaml::Node* const domains = tls != nullptr ? value_of(*tls, "domains") : nullptr;
      if (domains != nullptr && !domains->items.empty()) return true;
    }
  }
  return std::ranges::any_of(traefik.definition->environment,
                             [](const compose::EnvironmentEntry& entry) { return contains(entry.name, "DOMAINS"); });
}

/// The labels that switch on TLS for routers of a service which nothing gets a certificate for.
static std::vector<TraefikLabel> bare_routers(const project::Service& service, const Asked& asked) {
  std::map<std::string_view, std::vector<const TraefikLabel*>> routers;
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  for (const TraefikLabel& label : labels)
    if (label.section == "routers") routers[label.name].push_back(&label);
  std::vector<TraefikLabel> bare;
  for (const auto& [name, settings] : routers) {
    const TraefikLabel *tls = nullptr, *rule = nullptr;
    bool resolved = false;
    for (const TraefikLabel* const label : settings) {
      if (label->key == "tls" && label->value == "true") tls = label;
      if (label->key == "rule") rule = label;
      resolved = resolved || label->key == "tls.certresolver" || !(label->settled || label->key == "rule");
    }
    if (tls != nullptr && rule != nullptr && !resolved && !asked.rules.contains(rule->value)) bare.push_back(*tls);
  }
  return bare;
}

static void check(const project::Stack& stack, Report& report) {
  const Asked& asked = once<asked_in>(report);
  if (asked.domains) return report.skip();
  std::vector<TraefikLabel> bare;
  std::optional<Traefik> reader;
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || first_router(traefik_labels(*service)) == nullptr) continue;
    const std::optional<Traefik> traefik = traefik_for(report, *service);
    if (!traefik.has_value() || !traefik->settings_known || !traefik->files_known || traefik->resolvers.empty() ||
        has_certificates(report.project(), *traefik->service))
      continue;
    asks = true;
    std::ranges::move(bare_routers(*service, asked), std::back_inserter(bare));
    reader = traefik;
  }
  if (!asks) return report.skip();
  if (bare.empty()) return;
  // One slip is made in all labels of a file alike.
  Builder finding =
      bare.size() == 1
          ? report.at(bare.front().span,
                      "The router `{}` names no certificate resolver, so its clients get Traefik's self-signed one",
                      bare.front().name)
          : report.at(bare.front().span,
                      "The router `{}` and {} more name no certificate resolver: clients get Traefik's self-signed one",
                      bare.front().name, bare.size() - 1);
  finding.note(reader->settings, "Resolvers are set here; `tls=true` keeps those of an entry point from counting");
}

extern const Rule rule = {
    .code = "SW4157",
    .summary = "Router with TLS and without a certificate",
    .why =
        "`tls=true` alone asks for no certificate, and takes the place of what the entry point sets. Browsers refuse "
        "the "
        "one that Traefik signs itself, and programs fail.",
    .remedy = "Label the router with `tls.certresolver=NAME`, or leave `tls` to the entry point.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/overview/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "get a certificate for their routers",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::router_takes_self_signed_certificate
