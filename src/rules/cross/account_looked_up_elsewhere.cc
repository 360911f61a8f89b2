#include "rules/rule.h"

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::account_looked_up_elsewhere {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::environment || reference.scheme != "mongodb" ||
        reference.to == nullptr || reference.of_template)
      continue;
    const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
    if (entry == nullptr || !entry->value.has_value()) continue;
    const std::optional<UrlCredentials> given = credentials_of_url(*entry->value);
    const std::optional<ServerSetting> root =
        server_setting(report.project(), *reference.to, LoginPart::user, given.has_value() ? given->user : "");
    if (!given.has_value() || given->user.empty() || !root.has_value() || given->user != root->value) continue;
    asks = true;
    const std::string_view database = before(given->database, '?');
    if (database.empty() || database == "admin" || contains(*entry->value, "authSource=") ||
        has_setup_scripts(*reference.to))
      continue;
    report
        .at(reference.span,
            "The account `{}` is of the database `admin`, but this looks for it in `{}`; add `authSource`", given->user,
            database)
        .note(root->span.valid() ? root->span : reference.to->span, "Here `{}` gets the account", reference.to->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4729",
    .summary = "MongoDB account that is looked for in another database",
    .why =
        "Without `authSource` the account is looked up in the database of the address. The image makes its first "
        "account in "
        "`admin`, so the login is refused.",
    .remedy = "Add `?authSource=admin` to the address.",
    .references = "https://www.mongodb.com/docs/manual/reference/connection-string-options/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "say where their MongoDB account is",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::account_looked_up_elsewhere
