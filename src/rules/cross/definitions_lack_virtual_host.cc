#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::definitions_lack_virtual_host {

/// The list of a mounted definitions file; null without one.
static const yaml::Node* defined(const project::Service& broker, std::string_view list) {
  for (const project::File* const file : broker.mounted_files) {
    const yaml::Node* const root = file->yaml != nullptr ? file->yaml->root() : nullptr;
    if (root == nullptr || !root->is_mapping() || root->get("vhosts") == nullptr || root->get("users") == nullptr)
      continue;
    if (const yaml::Node* const found = root->get(list); found != nullptr && found->resolved().is_sequence())
      return &found->resolved();
  }
  return nullptr;
}

static bool has_name(const yaml::Node& list, std::string_view name) {
  return std::ranges::any_of(list.items, [&](const yaml::Node* item) {
    const yaml::Node* const found = item->resolved().is_mapping() ? item->resolved().get("name") : nullptr;
    return found != nullptr && found->resolved().text == name;
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::environment || !reference.scheme.starts_with("amqp") ||
        reference.to == nullptr || reference.of_template)
      continue;
    const yaml::Node* const hosts = defined(*reference.to, "vhosts");
    const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
    if (hosts == nullptr || entry == nullptr || !entry->value.has_value()) continue;
    asks = true;
    const std::optional<UrlCredentials> given = credentials_of_url(*entry->value);
    // What the variables of the image make stands beside the definitions.
    const auto by_variable = [&](LoginPart part) {
      const std::optional<ServerSetting> made = server_setting(report.project(), *reference.to, part, "");
      return made.has_value() ? made->value : std::string_view();
    };
    const std::string_view host = given.has_value() ? before(given->database, '?') : std::string_view();
    if (!host.empty() && host != "%2f" && host != "%2F" && !contains(host, "$") && !has_name(*hosts, host) &&
        host != by_variable(LoginPart::database))
      report
          .at(reference.span, "`{}` opens the virtual host `{}`, which the definitions of `{}` do not make",
              service.name, host, reference.to->name)
          .note(hosts->span, "These are made");
    const yaml::Node* const users = defined(*reference.to, "users");
    const std::string_view user = given.has_value() ? given->user : std::string_view();
    if (users != nullptr && !user.empty() && !contains(user, "$") && !has_name(*users, user) &&
        user != by_variable(LoginPart::user))
      report
          .at(reference.span, "`{}` logs in as `{}`, which the definitions of `{}` do not make", service.name, user,
              reference.to->name)
          .note(users->span, "These are made");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4730",
    .summary = "Client of RabbitMQ whose account or virtual host its definitions do not make",
    .why = "The broker closes the connection: there is no such virtual host, or no such account.",
    .remedy = "Add it to the definitions, or name one that they make.",
    .references = "https://www.rabbitmq.com/docs/definitions",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "use accounts and virtual hosts that the broker's definitions make",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::definitions_lack_virtual_host
