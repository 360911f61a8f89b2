#include <set>
#include <string_view>

#include "project/connections.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::realm_not_imported {

constexpr std::string_view import_folder = "/opt/keycloak/data/import";

/// What a server imports when it starts.
struct Imported {
  std::set<std::string_view> realms;
  Span place;
  bool known = false;  ///< All of it could be read.
};

static void add_realm(const yaml::Node& node, Imported& imported) {
  const yaml::Node* const name = node.is_mapping() ? node.get("realm") : nullptr;
  if (name == nullptr || !name->resolved().is_scalar()) {
    imported.known = false;
    return;
  }
  imported.realms.insert(name->resolved().text);
  imported.place = name->resolved().span;
}

static Imported imported_by(const project::Project& project, const project::Service& server) {
  Imported imported;
  bool imports = false;
  for (const std::string_view word : server.command.words)
    imports = imports || word == "--import-realm" || contains(word, "--import-realm");
  if (!imports || server.builds || !server.definition->configs.empty()) return imported;
  imported.known = true;
  for (const compose::Mount& mount : server.definition->mounts) {
    if (!mount.target.starts_with(import_folder)) continue;
    if (mount.type != compose::MountType::bind || !mount.inside_root) {
      imported.known = false;
      continue;
    }
    bool any = false;
    for (const project::File& file : project.files) {
      if (file.path != mount.host_path && !project::is_below(file.path, mount.host_path)) continue;
      any = true;
      const yaml::Node* const root = file.yaml != nullptr ? file.yaml->root() : nullptr;
      if (!file.path.ends_with(".json") || root == nullptr) {
        imported.known = false;
      } else if (root->is_sequence()) {
        for (const yaml::Node* const item : root->items) add_realm(item->resolved(), imported);
      } else {
        add_realm(root->resolved(), imported);
      }
    }
    imported.known = imported.known && any;
  }
  return imported;
}

/// The realm of "/realms/shop/protocol/openid-connect/token"; "" for another path.
static std::string_view realm_of(std::string_view path) {
  constexpr std::string_view folder = "/realms/";
  const std::size_t at = path.find(folder);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = path.substr(at + folder.size());
  return rest.substr(0, rest.find_first_of("/?#"));
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    const project::Service* const server = reference.to;
    if (server == nullptr || server->image == nullptr || server->image->name != "quay.io/keycloak/keycloak") continue;
    const std::string_view realm = realm_of(reference.path);
    if (realm.empty() || realm == "master" || realm.find_first_of("${}<") != std::string_view::npos) continue;
    const Imported imported = imported_by(report.project(), *server);
    if (!imported.known || imported.realms.empty()) continue;
    asks = true;
    if (imported.realms.contains(realm)) continue;
    report
        .at(reference.span, "`{}` asks `{}` for the realm `{}`, and it imports `{}`", service.name, server->name, realm,
            *imported.realms.begin())
        .note(imported.place, "This is what it imports");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4913",
    .summary = "Address of a Keycloak realm that is not the imported one",
    .why = "Keycloak answers 404 for a realm that it does not have: nobody can log in, and no token is accepted.",
    .remedy = "Write the realm's name as the imported file has it; case counts.",
    .references = "https://www.keycloak.org/server/importExport",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::realm_not_imported
