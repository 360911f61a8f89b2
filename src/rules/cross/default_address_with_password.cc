#include <optional>
#include <string>

#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/announced.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::default_address_with_password {

/// `${NAME:-default}` of which a value consists or that is a part of it.
static bool has_default(const compose::Interpolation& part) { return part.operation == ":-" || part.operation == "-"; }

/// The host behind the credentials of an address: of `postgres://shop:x@db:5432/shop`, `db`.
static std::string_view host_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view rest = address.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos) return {};
  rest.remove_prefix(at + 1);
  return rest.substr(0, rest.find(':'));
}

/// The variable of Compose that a server takes its password from, whatever its default is.
static const compose::Interpolation* password_variable(const project::Service& server, Span& place) {
  for (const compose::EnvironmentEntry& entry : server.definition->environment) {
    if (!contains(entry.name, "PASSWORD") || contains(entry.name, "ROOT") || entry.source == nullptr ||
        entry.source->origin == nullptr || entry.source->origin->interpolations.size() != 1)
      continue;
    place = entry.span;
    return &entry.source->origin->interpolations.front();
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.source == nullptr || entry.source->origin == nullptr) continue;
    for (const compose::Interpolation& part : entry.source->origin->interpolations) {
      // Only where the default is in force, and is an address as it stands.
      if (!has_default(part) || part.source != compose::VariableSource::default_value ||
          part.argument.find('$') != std::string_view::npos)
        continue;
      const std::optional<UrlCredentials> given = credentials_of_url(part.argument);
      if (!given.has_value() || !given->has_password || given->password.empty()) continue;
      const project::Service* const server = project::service_named(service, host_of(part.argument));
      if (server == nullptr || server == &service || known_server(*server) == nullptr) continue;
      Span place;
      const compose::Interpolation* const wanted = password_variable(*server, place);
      if (wanted == nullptr || wanted->variable == part.variable) continue;
      asks = true;
      // Whoever is told to set the address as well gives it the new password.
      if (is_announced(report.project(), part.variable)) continue;
      Builder finding =
          report.at(entry.span,
                    "The default of `{}` has a password of its own: whoever sets `{}` alone changes that of `{}` only",
                    part.variable, wanted->variable, server->name);
      finding.note(place, "Here `{}` takes `{}`; put that one into the address", server->name, wanted->variable);
      if (service.stack->role == project::Role::development || service.stack->role == project::Role::test)
        finding.severity(Severity::low);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4956",
    .summary = "Default of an address that repeats a password",
    .why =
        "The password of the server comes from one variable and that of its client from the default of another. "
        "Whoever sets a safe password, as every guide asks, locks the client out.",
    .remedy =
        "Write the variable of the password into the address, as in "
        "`postgres://shop:${POSTGRES_PASSWORD:?}@db:5432/shop`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::default_address_with_password
