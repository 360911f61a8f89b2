#include <algorithm>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::realm_with_known_passwords {

/// Whether a user of a realm is set up with a plain password that stays.
static bool has_password(const yaml::Node& user) {
  const yaml::Node* const credentials = user.is_mapping() ? user.get("credentials") : nullptr;
  if (credentials == nullptr || !credentials->resolved().is_sequence()) return false;
  return std::ranges::any_of(credentials->resolved().items, [](const yaml::Node* item) {
    const yaml::Node& credential = item->resolved();
    const yaml::Node* const value = credential.is_mapping() ? credential.get("value") : nullptr;
    if (value == nullptr || !value->resolved().is_scalar() || value->resolved().text.empty() ||
        contains(value->resolved().text, "${"))
      return false;
    // One that has to be changed at the first login is none that stays.
    const yaml::Node* const temporary = credential.get("temporary");
    return temporary == nullptr || temporary->resolved().text != "true";
  });
}

/// The accounts of a realm, or of a list of realms, that have one.
static void add_accounts(const yaml::Node& node, std::vector<std::string_view>& names) {
  if (node.is_sequence()) {
    for (const yaml::Node* const realm : node.items)
      if (realm->resolved().is_mapping()) add_accounts(realm->resolved(), names);
    return;
  }
  const yaml::Node* const users = node.is_mapping() && node.get("realm") != nullptr ? node.get("users") : nullptr;
  if (users == nullptr || !users->resolved().is_sequence()) return;
  for (const yaml::Node* const item : users->resolved().items) {
    if (!has_password(item->resolved())) continue;
    const yaml::Node* const name = item->resolved().get("username");
    names.push_back(name != nullptr && name->resolved().is_scalar() ? name->resolved().text : std::string_view());
  }
}

/// Told at the mount, not at the accounts: in a file of one line their passwords stand beside whatever is shown of it.
static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || !service.image->name.ends_with("keycloak")) return report.skip();
  bool any = false;
  for (const compose::Mount& mount : service.definition->mounts)
    for (const project::File* const file : service.mounted_files) {
      const yaml::Node* const root = file->yaml != nullptr ? file->yaml->root() : nullptr;
      if (root == nullptr || !file->path.ends_with(".json") || !mount.inside_root ||
          !project::is_below(file->path, mount.host_path))
        continue;
      any = true;
      std::vector<std::string_view> names;
      add_accounts(root->resolved(), names);
      if (names.empty()) continue;
      Builder finding =
          names.size() == 1
              ? report.at(mount.span(), "`{}` imports the account `{}` of `{}`, whose password stands there",
                          service.name, names.front(), file->path)
              : report.at(mount.span(), "`{}` imports `{}` and {} more accounts of `{}`, whose passwords stand there",
                          service.name, names.front(), names.size() - 1, file->path);
      if (is_for_programmers(service)) finding.severity(Severity::low);
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4997",
    .summary = "Realm imported with accounts whose passwords are in the repository",
    .why = "Whoever reads the repository logs in as these users, of which one is an administrator more often than not.",
    .remedy =
        "Leave the users out of the import, make their passwords temporary, or fill them in from variables "
        "(`${ADMIN_PASSWORD}`).",
    .references = "https://www.keycloak.org/server/importExport",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::realm_with_known_passwords
