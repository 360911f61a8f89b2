#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "project/model.h"
#include "project/promised_variables.h"
#include "project/upstreams.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::login_given_to_sibling_alone {

/// Whether two services run the same program of one's own: one image, or one build.
static bool are_siblings(const project::Service& left, const project::Service& right) {
  const auto is_public = [](const project::Service& service) { return service.image != nullptr && !service.builds; };
  if (is_public(left) || is_public(right)) return false;
  const std::string_view image = left.definition->image.value;
  if (!image.empty() && image == right.definition->image.value) return true;
  return left.dockerfile != nullptr && left.dockerfile == right.dockerfile && left.stage == right.stage;
}

static const compose::EnvironmentEntry* given(const project::Service& service, std::string_view name) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(name);
  return entry != nullptr && entry->value.has_value() ? entry : nullptr;
}

/// Whether a password is the empty one, of a server that asks for none. What has to be given (`${PASSWORD:?}`) is not.
static bool is_left_empty(const compose::EnvironmentEntry& entry, const Report& report) {
  return entry.value.has_value() && entry.value->empty() && !contains(report.text(entry.span), "?");
}

static constexpr std::array<std::string_view, 3> password_endings = {"PASSWORD", "PASS", "PASSWD"};

/// The password beside `DB_HOST`: `DB_PASSWORD`, `DB_PASS` or the file of one; null when none is given.
static const compose::EnvironmentEntry* password_beside(const project::Service& service, std::string_view prefix) {
  for (const std::string_view ending : password_endings)
    for (const std::string_view form : {"", "_FILE"}) {
      const std::string name = std::string(prefix) + std::string(ending) + std::string(form);
      if (const compose::EnvironmentEntry* const entry = service.definition->variable(name); entry != nullptr)
        return entry;
    }
  return nullptr;
}

/// Whether a service may get its login some other way: an address with everything in it, an env file, a mounted file or
/// folder of settings, a secret.
static bool may_have_login(const project::Project& project, const project::Service& service, std::string_view prefix) {
  const compose::Service& definition = *service.definition;
  if (!definition.env_files.empty() || !definition.secrets.empty() || !definition.configs.empty() ||
      project::has_unknown_variables(project, service))
    return true;
  if (std::ranges::any_of(definition.environment, [&](const compose::EnvironmentEntry& entry) {
        return entry.name.starts_with(prefix) &&
               (entry.name.ends_with("URL") || entry.name.ends_with("DSN") || entry.name.ends_with("URI"));
      }))
    return true;
  return std::ranges::any_of(definition.mounts,
                             [](const compose::Mount& mount) { return mount.type == compose::MountType::bind; });
}

static void check(const project::Service& service, Report& report) {
  if (!service.active || service.is_fragment()) return report.skip();
  bool asks = false;
  for (const compose::EnvironmentEntry& host : service.definition->environment) {
    if (!host.name.ends_with("_HOST") || !host.value.has_value()) continue;
    const project::Service* const server = project::service_named(service, *host.value);
    if (server == nullptr || server == &service) continue;
    if (!server->builds && is_server_of(*server, "redis") && asks_for_no_password(report.project(), *server)) continue;
    asks = true;
    const std::string_view prefix = host.name.substr(0, host.name.size() - std::string_view("HOST").size());
    if (password_beside(service, prefix) != nullptr || may_have_login(report.project(), service, prefix)) continue;
    for (const project::Service* const sibling : service.stack->services) {
      if (sibling == &service || !sibling->active || !are_siblings(service, *sibling)) continue;
      const compose::EnvironmentEntry* const other = given(*sibling, host.name);
      const compose::EnvironmentEntry* const password = password_beside(*sibling, prefix);
      if (other == nullptr || *other->value != *host.value || password == nullptr || is_left_empty(*password, report))
        continue;
      report
          .at(host.span, "`{}` is told to ask `{}` and gets no `{}`, which `{}` of the same image gets", service.name,
              server->name, password->name, sibling->name)
          .note(password->span, "`{}` gets it here", sibling->name);
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4682",
    .summary = "Service without the password that its sibling gets",
    .why =
        "A worker or scheduler runs the same program as the service beside it and asks the same server. Without the "
        "password every question is refused, and nobody looks at its log.",
    .remedy = "Give both the same variables, best through one anchor (`environment: &app`) or one env file.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::login_given_to_sibling_alone
