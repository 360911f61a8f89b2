#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "project/application.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "project/upstreams.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::origin_list_lacks_address {

/// Variables with the address at which visitors find the pages that ask the program.
static bool names_front_end(std::string_view variable) {
  for (const std::string_view name :
       {"FRONTEND_URL", "FRONT_END_URL", "CLIENT_URL", "WEB_APP_URL", "WEBAPP_URL", "SITE_URL", "UI_URL",
        "VITE_BASE_URL", "VITE_APP_URL", "NEXT_PUBLIC_APP_URL", "NEXT_PUBLIC_SITE_URL", "FRONTEND_ORIGIN"})
    if (variable.ends_with(name)) return true;
  return false;
}

/// `CORS_ORIGINS`, `Cors__Origin` of .NET.
static bool lists_origins(std::string_view variable) {
  const std::string name = ascii::lowered(variable);
  return contains(name, "origins") || (contains(name, "cors") && contains(name, "origin"));
}

static bool same_origin(const project::Address& left, const project::Address& right) {
  const auto port_of = [](const project::Address& address) {
    return address.port_written ? address.port : project::default_port(address.scheme);
  };
  return left.scheme == right.scheme && left.host == right.host && port_of(left) == port_of(right);
}

/// Calls `visit` for each variable with a value that stands in a file, those that a template promises included.
template <class Visit>
static void each_value(const project::Project& project, const project::Service& service, Visit visit) {
  const auto visit_all = [&](std::span<const compose::EnvironmentEntry> entries) {
    for (const compose::EnvironmentEntry& entry : entries)
      if (entry.value.has_value() && !contains(*entry.value, "$") && !contains(*entry.value, "<")) visit(entry);
  };
  visit_all(service.definition->environment);
  visit_all(project::promised_variables(project, service));
}

/// The variable by which a template of an env file gives a value; "" for what a Compose file or an env file in force
/// says.
static std::string_view variable_of_template(const compose::EnvironmentEntry& entry) {
  if (entry.source == nullptr || entry.source->origin == nullptr) return {};
  for (const compose::Interpolation& part : entry.source->origin->interpolations)
    if (part.source == compose::VariableSource::env_template) return part.variable;
  return {};
}

/// Whether a file sets a variable to a value.
static bool sets(const Source& file, std::string_view variable, std::string_view value) {
  bool found = false;
  for_each_env_line(
      file, [&](const EnvLine& line) { found = found || (line.name == variable && contains(line.value, value)); });
  return found;
}

/// Whether two values are those of one deployment: whoever deploys makes the environment from one template, and what
/// two of them give was never in force together.
static bool belong_together(const project::Project& project, const compose::EnvironmentEntry& left,
                            const compose::EnvironmentEntry& right) {
  const std::string_view one = variable_of_template(left), other = variable_of_template(right);
  if (one.empty() || other.empty()) return true;
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.kind == project::FileKind::env_template && file.has_content &&
           sets(project.sources[file.source], one, *left.value) &&
           sets(project.sources[file.source], other, *right.value);
  });
}

struct FrontEnd {
  const compose::EnvironmentEntry* entry = nullptr;
  project::Address address;
};

static std::vector<FrontEnd> front_ends(const project::Project& project, const project::Stack& stack) {
  std::vector<FrontEnd> found;
  for (const project::Service* const service : stack.services) {
    if (!service->active) continue;
    each_value(project, *service, [&](const compose::EnvironmentEntry& entry) {
      if (!names_front_end(entry.name)) return;
      for (const project::Address& address : project::addresses_in(*entry.value, false))
        if (address.scheme == "http" || address.scheme == "https") found.push_back({&entry, address});
    });
  }
  return found;
}

static bool is_loopback(std::string_view host) { return host == "localhost" || host == "127.0.0.1"; }

/// Whether some service of the stack is published on a port of the host.
static bool is_published(const project::Stack& stack, std::uint16_t port) {
  return std::ranges::any_of(stack.services, [&](const project::Service* service) {
    return service->active && std::ranges::any_of(service->definition->ports, [&](const compose::Port& mapping) {
             return mapping.published.empty() || contains(mapping.published, "-") ||
                    project::parse_port(mapping.published) == port;
           });
  });
}

/// The proxy or web server by which visitors come to a service, where it is published; null for none.
static const project::Service* published_front(const project::Project& project, const project::Service& service) {
  using project::ReferenceKind;
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service || other->definition->ports.empty()) continue;
    for (const project::Reference& reference : project::connections(project, *other).references)
      if (reference.to == &service &&
          (reference.kind == ReferenceKind::nginx || reference.kind == ReferenceKind::caddy ||
           reference.kind == ReferenceKind::traefik || reference.kind == ReferenceKind::haproxy ||
           reference.kind == ReferenceKind::apache))
        return other;
  }
  return nullptr;
}

/// A list that names this machine alone, with ports on which the stack shows nothing: visitors come by another one.
static bool check_published(const project::Service& service, const compose::EnvironmentEntry& entry,
                            const std::vector<project::Address>& origins, Report& report) {
  const project::Service* const front = published_front(report.project(), service);
  if (front == nullptr || service.stack->role == project::Role::development) return false;
  for (const project::Address& origin : origins)
    if (!is_loopback(origin.host) ||
        is_published(*service.stack, origin.port_written ? origin.port : project::default_port(origin.scheme)))
      return false;
  report
      .at(entry.value_span.valid() ? entry.value_span : entry.span,
          "`{}` lists ports of this machine on which the stack publishes nothing; list that of `{}`", entry.name,
          front->name)
      .note(front->definition->ports.front().span(), "`{}` is published here", front->name)
      .confidence(entry.source != nullptr ? Confidence::likely : Confidence::possible);
  return true;
}

/// `CSRF_TRUSTED_ORIGINS` without a scheme, which Django refuses since 4.0 when it starts.
static bool check_scheme(const project::Service& service, const compose::EnvironmentEntry& entry, Report& report) {
  if (entry.name != "CSRF_TRUSTED_ORIGINS" && entry.name != "DJANGO_CSRF_TRUSTED_ORIGINS") return false;
  const project::Application* const application = project::application(report.project(), service);
  const std::string_view first = before(*entry.value, ',');
  if (application == nullptr || application->program.framework != "Django" || first.empty() || contains(first, "://") ||
      first.find_first_of("[{'\"") != std::string_view::npos)
    return false;
  report
      .at(entry.value_span.valid() ? entry.value_span : entry.span,
          "Django refuses origins without a scheme; write `http://{}` or `https://{}`", first, first)
      .note(service.span, "`{}` runs Django", service.name)
      .confidence(Confidence::likely);
  return true;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  each_value(report.project(), service, [&](const compose::EnvironmentEntry& entry) {
    if (!lists_origins(entry.name) || entry.value->find_first_of("*\\^") != std::string_view::npos) return;
    if (check_scheme(service, entry, report)) return;
    const std::vector<project::Address> origins = project::addresses_in(*entry.value, false);
    if (origins.empty()) return;
    asks = true;
    if (check_published(service, entry, origins, report)) return;
    for (const FrontEnd& front : front_ends(report.project(), *service.stack)) {
      if (!belong_together(report.project(), entry, *front.entry)) continue;
      if (std::ranges::any_of(origins,
                              [&](const project::Address& origin) { return same_origin(origin, front.address); }))
        continue;
      report
          .at(entry.value_span.valid() ? entry.value_span : entry.span,
              "`{}` lists no origin for the front end of `{}`; browsers refuse its answers there", entry.name,
              front.entry->name)
          .note(front.entry->span, "The pages are found here");
      return;
    }
  });
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4660",
    .summary = "Allowed origins without the address of the front end",
    .why = "The browser drops every answer of the program as one for another site, and the pages stay empty.",
    .remedy = "List the scheme, host and port at which the pages are found, exactly as the browser shows them.",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "allow the origin of their front end",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::origin_list_lacks_address
