#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "knowledge/program_kinds.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/state.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::loopback_meant_for_neighbour {

/// Addresses for visitors' browsers are not asked from inside.
static bool is_for_browsers(std::string_view name) {
  std::string variable(name);
  for (char& letter : variable) letter = letter == '-' || letter == '.' ? '_' : ascii::to_upper(letter);
  if (contains(variable, "DATABASE")) return false;
  for (const std::string_view part :
       {"PUBLIC",  "VITE_",   "REACT_APP", "NUXT_",    "FRONTEND", "EXTERNAL",   "SITE_URL", "BASE_URL",
        "APP_URL", "WEB_URL", "HOSTNAME",  "DOMAIN",   "CLIENT",   "ADVERTISED", "AUTH_URL", "ORIGIN",
        "CORS",    "ALLOWED", "REDIRECT",  "CALLBACK", "COOKIE",   "LOGIN"})
    if (contains(variable, part)) return true;
  return false;
}

/// `--allowed-origins=http://localhost:3000`: the option says that the address is one of a page.
static bool is_option_for_browsers(std::string_view word) {
  if (!word.starts_with('-')) return false;
  const std::string_view option = before(word, '=');
  for (const std::string_view part : {"origin", "cors", "allowed", "redirect", "callback", "public", "external"})
    if (contains(option, part)) return true;
  return false;
}

/// `root_url = https://localhost/graphs/`: the key of the line says that a program tells it to browsers.
static bool is_key_for_browsers(const project::Project& project, const project::Reference& reference) {
  const std::string_view text = project.sources[reference.span.file].text().substr(0, reference.span.begin);
  const std::string key = ascii::lowered(text.substr(text.rfind('\n') + 1));
  for (const std::string_view part :
       {"root_url", "root-url", "base_url", "base-url", "external", "public", "redirect", "callback", "origin"})
    if (contains(key, part)) return true;
  return false;
}

/// Variables that name a server of another kind than the web, which is never asked for by a browser.
static bool is_for_programs(std::string_view variable) {
  for (const std::string_view part :
       {"SMTP", "MAIL", "DB_", "DATABASE", "POSTGRES", "MYSQL", "MARIADB", "MONGO", "REDIS", "VALKEY", "RABBIT", "AMQP",
        "KAFKA", "NATS", "MEMCACHE", "PGHOST", "BROKER"})
    if (contains(variable, part)) return true;
  return false;
}

/// The word of a command in which an address stands, without the quotes of YAML.
static std::string_view option_of(const Report& report, const project::Reference& reference) {
  std::string_view word = report.text(reference.span);
  while (!word.empty() && (word.front() == '"' || word.front() == '\'')) word.remove_prefix(1);
  return word;
}

/// Whether a service hands out pages and runs none of their code itself: the servers of bundlers.
static bool serves_bundle(const project::Project& project, const project::Service& service) {
  const std::vector<std::string_view> words = project::program_words(project, service);
  const std::size_t at = !words.empty() && is_one_of("npx bunx", base_name(words.front())) ? 1 : 0;
  return at < words.size() && knowledge::tables::page_servers.contains(base_name(words[at]));
}

/// Whether a proxy is told that the service's own program listens on a port.
static bool is_told_to_listen(const project::Service& service, std::uint32_t port) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  return std::ranges::any_of(labels, [&](const TraefikLabel& label) {
    return label.key == "loadbalancer.server.port" && label.value == std::to_string(port);
  });
}

/// The services of a stack, those first that an address names in its other parts (`postgresql://shop_db:...@localhost`)
/// or that are called after the one that asks: of several databases, the one that is meant.
static std::vector<const project::Service*> likely_first(const Report& report, const project::Service& service,
                                                         const project::Reference& reference) {
  std::vector<const project::Service*> others(service.stack->services.begin(), service.stack->services.end());
  const Source& source = report.project().sources[reference.span.file];
  const std::string_view text = source.line(source.place(reference.span.begin).line);
  std::ranges::stable_sort(others, std::ranges::greater(), [&](const project::Service* other) {
    return contains(text, other->name) ? 2 : other->name.starts_with(service.name) ? 1 : 0;
  });
  return others;
}

/// Whether a variable comes by an env file for everybody, and the program of a known image does not read it.
static bool is_passed_by(const project::Service& service, const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::environment || service.image == nullptr || service.builds ||
      service.image->kind == knowledge::ImageKind::language ||
      service.image->kind == knowledge::ImageKind::distribution)
    return false;
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  return entry != nullptr && entry->span.file != service.span.file && !service.image->variables.empty() &&
         knowledge::variable(*service.image, reference.variable) == nullptr;
}

/// Whether the code of a service speaks of a variable, as far as it was read.
static bool speaks_of(const project::Project& project, const project::Service& service, std::string_view variable) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  return code != nullptr && project::mentions(project, *code, variable);
}

/// Whether a variable comes by an env file for everybody, and the code of another service speaks of it while that of
/// this one does not.
static bool is_for_others(const project::Project& project, const project::Service& service,
                          const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::environment) return false;
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr || entry->from != compose::EnvironmentSource::env_file) return false;
  if (serves_bundle(project, service)) return is_for_programs(reference.variable);
  const project::ReadFolder* const code = project::code_folder(project, service);
  return code != nullptr && code->whole && !code->sources.empty() && !speaks_of(project, service, reference.variable) &&
         std::ranges::any_of(service.stack->services, [&](const project::Service* const other) {
           return other != &service && other->active && speaks_of(project, *other, reference.variable);
         });
}

static void check(const project::Service& service, Report& report) {
  const project::Connections& own = project::connections(report.project(), service);
  if (!service.definition->network_mode.value.empty()) return report.skip();
  bool asks = false;
  std::vector<const project::Service*> named;
  for (const project::Reference& reference : own.references) {
    if (!reference.loopback || reference.port == 0 || is_for_browsers(reference.variable) ||
        is_passed_by(service, reference) || is_for_others(report.project(), service, reference) ||
        (reference.kind == project::ReferenceKind::command && is_option_for_browsers(option_of(report, reference))))
      continue;
    // A command that runs in another container has that one's loopback.
    if (reference.kind == project::ReferenceKind::command && contains(report.text(reference.span), "docker exec"))
      continue;
    const bool is_web = (reference.scheme.empty() && !is_for_programs(reference.variable)) ||
                        reference.scheme.starts_with("http") || reference.scheme.starts_with("ws");
    if (own.listening.port(reference.port) != nullptr || is_told_to_listen(service, reference.port)) continue;
    // Pages that a configuration names are for browsers as often as not; those of a collector are none.
    const bool collects =
        (service.kind == knowledge::ImageKind::monitoring || service.kind == knowledge::ImageKind::logging) &&
        !service.builds && reference.credentials.empty();
    if (is_web && reference.kind == project::ReferenceKind::configuration &&
        (!collects || is_key_for_browsers(report.project(), reference)))
      continue;
    if (is_web && reference.kind == project::ReferenceKind::environment && serves_bundle(report.project(), service))
      continue;
    asks = true;
    // A public image of which it is known that it listens nowhere asks by itself; no browser is meant. One of a
    // language runs whatever is mounted.
    const bool runs_own_program = service.image != nullptr && service.image->kind != knowledge::ImageKind::language &&
                                  service.image->kind != knowledge::ImageKind::distribution;
    const bool asks_itself = runs_own_program && !service.builds && service.image->ports.empty() &&
                             reference.kind == project::ReferenceKind::environment;
    if (own.listening.ports.empty() && is_web && !asks_itself && reference.kind == project::ReferenceKind::environment)
      continue;
    // An image that nobody knows may run a helper of its own behind its proxy.
    const bool proxies_for_itself = reference.kind == project::ReferenceKind::haproxy && service.image == nullptr;
    if (proxies_for_itself) continue;
    for (const project::Service* const other : likely_first(report, service, reference)) {
      if (other == &service || !other->active || !other->definition->network_mode.value.empty()) continue;
      const project::ListenPort* const port =
          project::connections(report.project(), *other).listening.port(reference.port);
      const bool published = std::ranges::any_of(other->definition->ports, [&](const compose::Port& mapping) {
        return mapping.published == std::to_string(reference.port);
      });
      if (port == nullptr && !published) continue;
      // A client that runs in a database's image, for a dump of it, listens nowhere.
      const bool runs_client =
          other->kind == knowledge::ImageKind::database || other->kind == knowledge::ImageKind::cache;
      if (runs_client && !other->builds && !runs_image_program(*other)) continue;
      const bool same_container = std::ranges::any_of(service.stack->services, [&](const project::Service* third) {
        return third->definition->network_mode.value == "service:" + std::string(service.name);
      });
      if (same_container) continue;
      // Once for each neighbour: who reads of the first address looks at the others.
      if (std::ranges::find(named, other) != named.end()) break;
      // At a port that only the host has, an address for uploads and pages is more likely meant for those outside.
      if (port == nullptr && is_web && reference.kind == project::ReferenceKind::environment &&
          (contains(reference.variable, "UPLOAD") || contains(reference.variable, "MEDIA") ||
           contains(reference.variable, "PRESIGN")))
        continue;
      Builder finding =
          port != nullptr
              ? report.at(reference.span, "In `{}` this is the container itself; `{}` listens on {}, so name it",
                          service.name, other->name, reference.port)
              : report.at(reference.span,
                          "In `{}` this is the container itself; `{}` is at {} on the host alone, so name it",
                          service.name, other->name, reference.port);
      // A page's address in a variable is as often meant for the browser of whoever develops on this machine.
      if (is_web && !asks_itself && reference.kind == project::ReferenceKind::environment)
        finding.confidence(Confidence::possible).severity(Severity::low);
      else if (is_of_template(service, reference) ||
               (reference.kind == project::ReferenceKind::configuration && !collects))
        finding.confidence(Confidence::possible).severity(Severity::medium);
      finding.note(other->span, "`{}` is a container of its own", other->name);
      named.push_back(other);
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4340",
    .summary = "Loopback address in a container where another service is meant",
    .why =
        "Inside a container `localhost` is the container itself, where nothing listens on that port: the connection is "
        "refused.",
    .remedy = "Name the service: `db:5432` instead of `localhost:5432`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::loopback_meant_for_neighbour
