#include "rules/rule.h"

#include <algorithm>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::host_name_not_mapped {

/// Whether a stack is for Docker Desktop by the name of its file: `docker-compose-mac.yml`.
static bool is_for_desktop(const project::Stack& stack) {
  return std::ranges::any_of(stack.files, [](const project::File* file) {
    for (std::string_view name = base_name(file->path); !name.empty();) {
      const std::size_t end = std::min(name.find_first_of("-_."), name.size());
      if (is_one_of("mac macos osx darwin win windows desktop", name.substr(0, end))) return true;
      name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
  });
}

/// Whether the address comes from an env file that a service with the name mapped takes in as well: what one of them is
/// told, the other reads past.
static bool is_meant_for_other(const project::Service& service, const project::Reference& reference) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr || entry->from != compose::EnvironmentSource::env_file) return false;
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    const compose::EnvironmentEntry* const same = other->definition->variable(reference.variable);
    return other != &service && same != nullptr && same->from == compose::EnvironmentSource::env_file &&
           same->value == entry->value &&
           std::ranges::any_of(other->definition->extra_hosts,
                               [&](const compose::Text& host) { return contains(host.value, reference.host); });
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.host != "host.docker.internal" && reference.host != "gateway.docker.internal") continue;
    // For browsers, or for a comparison; nobody dials it from inside.
    if (contains(reference.variable, "DOMAIN") || contains(reference.variable, "COOKIE") ||
        contains(reference.variable, "ORIGIN") || contains(reference.variable, "CORS") ||
        contains(reference.variable, "PUBLIC") || contains(reference.variable, "EXTERNAL"))
      continue;
    asks = true;
    if (is_for_desktop(*service.stack)) return;
    if (std::ranges::any_of(service.definition->extra_hosts,
                            [&](const compose::Text& host) { return contains(host.value, reference.host); }))
      continue;
    if (is_meant_for_other(service, reference)) continue;
    Builder finding =
        report.at(reference.span, "`{}` does not exist on a Linux engine; add `extra_hosts: [\"{}:host-gateway\"]`",
                  reference.host, reference.host);
    if (service.stack->role == project::Role::development || service.stack->role == project::Role::test)
      finding.severity(Severity::low);
    else if (reference.kind == project::ReferenceKind::nginx)
      // It resolves its upstreams when it starts, and ends when it cannot.
      finding.severity(Severity::high);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4604",
    .summary = "Name of the host that only Docker Desktop knows",
    .why =
        "On a server the name does not resolve, and the connection fails that worked on the developer's machine; nginx "
        "does not even start.",
    .remedy = "Map it in `extra_hosts` to `host-gateway`; that works on Docker Desktop as well.",
    .references = "https://docs.docker.com/reference/compose-file/services/#extra_hosts",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "map the name of the host",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_name_not_mapped
