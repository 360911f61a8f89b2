#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "compose/load.h"
#include "dockerfile/says.h"
#include "knowledge/schemes.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/once.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::names_no_service {

using Kind = project::ReferenceKind;

/// A service of another stack that has the name.
static const project::Service* elsewhere(const project::Project& project, const project::Service& from,
                                         std::string_view name) {
  for (const project::Service* const service : project::services_named(project, name))
    if (service->stack != from.stack) return service;
  return nullptr;
}

static std::string_view nearest_service(const project::Stack& stack, std::string_view name) {
  std::string_view best;
  unsigned distance = name.size() > 4 ? 3 : 2;
  for (const project::Service* const service : stack.services)
    if (const unsigned each = edit_distance(service->name, name, distance); each < distance) {
      distance = each;
      best = service->name;
    }
  return best;
}

/// The service whose name a host has behind a prefix, `shop-loki` for `loki`, and that listens on the port of the
/// address; "" when there is none.
static std::string_view named_with_prefix(const project::Project& project, const project::Service& from,
                                          const project::Reference& reference) {
  for (const project::Service* const service : from.stack->services) {
    const std::string_view name = service->name, host = reference.host;
    if (service == &from || host.size() < name.size() + 2 || !host.ends_with(name) ||
        (host[host.size() - name.size() - 1] != '-' && host[host.size() - name.size() - 1] != '_'))
      continue;
    if (reference.port_written && project::connections(project, *service).listening.port(reference.port) != nullptr)
      return name;
  }
  return {};
}

/// Schemes of servers that a stack brings along, so that a bare name is one of its services.
static bool is_data_scheme(std::string_view scheme) {
  const knowledge::Scheme* const row = knowledge::scheme(scheme);
  return row != nullptr && row->data;
}

/// `project_service_1`, the name that the engine gives a container.
static bool is_container_name(const project::Stack& stack, std::string_view host) {
  return std::ranges::any_of(stack.services, [&](const project::Service* service) {
    for (const char separator : {'_', '-'}) {
      std::string part(1, separator);
      part += service->name;
      part += separator;
      const std::size_t at = host.find(part);
      if (at != std::string_view::npos && is_number(host.substr(at + part.size()))) return true;
    }
    return false;
  });
}

/// An `upstream` that a RUN writes.
static bool written_by_build(const project::Service& service, std::string_view host) {
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if (instruction->op == dockerfile::Op::run && says(*instruction, host)) return true;
  return false;
}

/// Whether a stack that loads the same file and more has the service: then this one is a part that is not started
/// alone.
static bool in_larger_stack(const project::Project& project, const project::Service& from, std::string_view name) {
  const project::File* const file = project.file(from.span.file);
  return file != nullptr && std::ranges::any_of(file->stacks, [&](std::uint32_t index) {
           const project::Stack& stack = project.stacks[index];
           const project::Service* const same = stack.service(from.name);
           return &stack != from.stack && same != nullptr && same->span == from.span && stack.service(name) != nullptr;
         });
}

/// Whether services of other stacks join a network that this stack makes under a name of its own, and bring their names
/// along.
static bool is_joined_by_others(const project::Project& project, const project::Service& service) {
  const auto joins = [&](const project::Stack& stack, std::string_view name) {
    return std::ranges::any_of(stack.model->networks, [&](const compose::Network& network) {
      return network.external.value &&
             (network.external_name.value.empty() ? network.name : network.external_name.value) == name;
    });
  };
  return std::ranges::any_of(service.stack->model->networks, [&](const compose::Network& network) {
    return !network.external_name.value.empty() &&
           std::ranges::any_of(
               service.definition->networks,
               [&](const compose::NetworkAttachment& attachment) { return attachment.name == network.name; }) &&
           std::ranges::any_of(project.stacks, [&](const project::Stack& stack) {
             return &stack != service.stack && joins(stack, network.external_name.value);
           });
  });
}

/// Whether the files of a stack may be started together with the default file of their folder, which has the service:
/// `docker-compose.monitoring.yml` that watches what `docker-compose.yml` starts.
static bool is_laid_over(const project::Service& service, const project::Service& other) {
  const auto is_default = [](const project::File* file) { return compose::is_default_file(base_name(file->path)); };
  const auto folder = [](const project::File* file) { return project::parent_path(file->path); };
  return !service.stack->files.empty() && !other.stack->files.empty() && !is_default(service.stack->files.front()) &&
         is_default(other.stack->files.front()) &&
         folder(service.stack->files.front()) == folder(other.stack->files.front());
}

/// Whether a stack of the same project has the name on a network of the service: stacks of one project, such as files
/// of one folder or with one COMPOSE_PROJECT_NAME, share networks by their names.
static bool is_of_same_project(const project::Project& project, const project::Service& service,
                               std::string_view name) {
  const auto attached = [](const project::Service& each, std::string_view network) {
    return each.definition->networks.empty()
               ? network == "default"
               : std::ranges::any_of(each.definition->networks, [&](const compose::NetworkAttachment& attachment) {
                   return attachment.name == network;
                 });
  };
  return std::ranges::any_of(project::services_named(project, name), [&](const project::Service* other) {
    // A stack that has the service too is another way to run the same, and not started beside it.
    if (other->stack == service.stack || other->stack->model->project_name.empty() ||
        other->stack->model->project_name != service.stack->model->project_name ||
        other->stack->service(service.name) != nullptr)
      return false;
    if (service.definition->networks.empty()) return attached(*other, "default");
    return std::ranges::any_of(service.definition->networks, [&](const compose::NetworkAttachment& attachment) {
      return attached(*other, attachment.name);
    });
  });
}

/// What scripts, documents and comments say behind `network connect`, to the end of the line.
static std::vector<std::string_view> connections_by_hand(const project::Project& project) {
  std::vector<std::string_view> found;
  constexpr std::string_view command = "network connect ";
  for (const project::File& file : project.files) {
    if (!file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find(command); at != std::string_view::npos; at = text.find(command, at + 1))
      found.push_back(text.substr(at, text.find('\n', at) - at));
  }
  return found;
}

/// Whether somebody connects the container of a service to further networks once it is there.
static bool is_connected_by_hand(const project::Service& service, Report& report) {
  const std::string_view name =
      service.definition->container_name ? service.definition->container_name.value : service.name;
  return std::ranges::any_of(once<connections_by_hand>(report),
                             [&](std::string_view line) { return contains(line, name); });
}

/// The one other service that certainly listens on the port that an address writes out, with a port that tells
/// something: whoever is named so was renamed. Null when there is none or more than one.
static const project::Service* listens_alone(const project::Project& project, const project::Service& from,
                                             const project::Reference& reference) {
  if (!reference.port_written || reference.port == 80 || reference.port == 443) return nullptr;
  const project::Service* found = nullptr;
  for (const project::Service* const service : from.stack->services) {
    const project::ListenPort* const port = project::connections(project, *service).listening.port(reference.port);
    if (port == nullptr || port->evidence < project::PortEvidence::known) continue;
    if (service == &from || found != nullptr) return nullptr;
    found = service;
  }
  return found;
}

/// Whether the address stands in an env file, which tells several programs what each may need.
static bool is_from_env_file(const project::Service& service, const project::Reference& reference) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  return reference.kind == Kind::environment && entry != nullptr && entry->from == compose::EnvironmentSource::env_file;
}

/// The one service that runs what the host is called after: of `postgres`, a service `db` with the image `postgres`.
static const project::Service* runs_product(const project::Service& from, std::string_view host) {
  const project::Service* found = nullptr;
  for (const project::Service* const service : from.stack->services) {
    if (service->builds || base_name(service->image_reference.repository) != host) continue;
    if (found != nullptr || service == &from) return nullptr;
    found = service;
  }
  return found;
}

/// The one service of a kind that a variable speaks of: for DB_HOST the only database.
static const project::Service* only_of_kind(const project::Service& from, std::string_view variable) {
  using knowledge::ImageKind;
  ImageKind wanted = ImageKind::other;
  if (contains(variable, "SMTP") || contains(variable, "MAIL"))
    wanted = ImageKind::mail;
  else if (contains(variable, "KAFKA") || contains(variable, "BOOTSTRAP_SERVERS") || contains(variable, "RABBITMQ") ||
           contains(variable, "AMQP"))
    wanted = ImageKind::broker;
  else if (contains(variable, "REDIS") || contains(variable, "VALKEY"))
    wanted = ImageKind::cache;
  else if (contains(variable, "DB_HOST") || contains(variable, "DATABASE_HOST") ||
           contains(variable, "POSTGRES_HOST") || contains(variable, "MYSQL_HOST") ||
           contains(variable, "POSTGRES_SEEDS") || contains(variable, "MYSQL_SEEDS") ||
           contains(variable, "MARIADB_HOST") || variable == "PGHOST")
    wanted = ImageKind::database;
  else if (variable.starts_with("ConnectionStrings__"))
    wanted = contains(variable, "edis") || contains(variable, "ache")     ? ImageKind::cache
             : contains(variable, "abbit") || contains(variable, "essag") ? ImageKind::broker
                                                                          : ImageKind::database;
  if (wanted == ImageKind::other) return nullptr;
  const project::Service* found = nullptr;
  for (const project::Service* const service : from.stack->services) {
    if (service->builds || service->image == nullptr || service->kind != wanted) continue;
    if (found != nullptr || service == &from) return nullptr;
    found = service;
  }
  return found;
}

/// Whether an address of a command is one that its program asks as it stands: no text that a shell writes into a file,
/// and no pattern for several hosts, as `http://minio{1...4}/data`.
static bool is_whole_address(const project::Service& service, const project::Reference& reference, Report& report) {
  if (service.command.script != nullptr || service.entrypoint.script != nullptr) return false;
  const std::string_view text = report.text(reference.span);
  const std::size_t behind = text.find(reference.host);
  return behind == std::string_view::npos || behind + reference.host.size() >= text.size() ||
         !contains("{[*", text.substr(behind + reference.host.size(), 1));
}

/// Whether a host without a scheme stands beside a port that one service alone listens on: `Mqtt__Host` with
/// `Mqtt__Port: 1883`.
static bool names_only_listener(const project::Project& project, const project::Service& from,
                                const project::Reference& reference) {
  return reference.kind == Kind::environment && reference.port_written &&
         listens_alone(project, from, reference) != nullptr;
}

/// Whether a host is asked for ports that several services publish on the machine: `http://homelab:8000` and
/// `http://homelab:9000` are both addresses of that machine.
static bool is_host_itself(const project::Project& project, const project::Service& service, std::string_view host) {
  std::vector<const project::Service*> publishers;
  for (const project::Reference& reference : project::connections(project, service).references) {
    if (reference.host != host || reference.port == 0) continue;
    const std::string port = std::to_string(reference.port);
    for (const project::Service* const other : service.stack->services)
      if (std::ranges::any_of(other->definition->ports,
                              [&](const compose::Port& mapping) { return mapping.published == port; }) &&
          std::ranges::find(publishers, other) == publishers.end())
        publishers.push_back(other);
  }
  return publishers.size() > 1;
}

template <AddressSource Wanted>
static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (source_of(reference.kind) != Wanted || reference.loopback) continue;
    if (!reference.internal_name || contains(reference.host, "$") || contains(reference.host, "{")) continue;
    // `SERVER_IP` is filled in by whoever installs it.
    if (std::ranges::none_of(reference.host, [](char c) { return c >= 'a' && c <= 'z'; })) continue;
    if (is_idle_setting(service, reference)) continue;
    // A template's `your-database-host` asks for a name and is none.
    if (Wanted == AddressSource::address && is_of_template(service, reference) &&
        classify_secret_value(reference.host) == SecretValue::placeholder)
      continue;
    asks = true;
    if (reference.to != nullptr) continue;
    // Names from outside of the stack; in a swarm `stack_service` is a name as well.
    const bool is_foreign = sees_foreign_names(service) || is_joined_by_others(report.project(), service);
    if (reference.host == service.definition->hostname.value) continue;
    const std::string_view suffix = named_with_prefix(report.project(), service, reference);
    if (is_foreign && suffix.empty() && reference.kind != Kind::environment) continue;
    const std::size_t underscore = reference.host.find('_');
    if (underscore != std::string_view::npos &&
        service.stack->service(reference.host.substr(underscore + 1)) != nullptr)
      continue;
    if (is_container_name(*service.stack, reference.host)) continue;
    // Packages are called like servers: `postgresql-client` is no upstream.
    if (Wanted == AddressSource::proxy && written_by_build(service, reference.host)) continue;
    if (in_larger_stack(report.project(), service, reference.host)) continue;
    if (Wanted == AddressSource::address && is_host_itself(report.project(), service, reference.host)) continue;
    const project::Service* const other = elsewhere(report.project(), service, reference.host);
    const std::string_view near = suffix.empty() ? nearest_service(*service.stack, reference.host) : suffix;
    const project::Service* const listener = Wanted != AddressSource::address || !near.empty() ? nullptr
                                             : !reference.scheme.empty() || reference.kind == Kind::configuration ||
                                                     names_only_listener(report.project(), service, reference)
                                                 ? listens_alone(report.project(), service, reference)
                                             : runs_product(service, reference.host) != nullptr
                                                 ? runs_product(service, reference.host)
                                                 : only_of_kind(service, reference.variable);
    // What an external network may bring is only doubted where the stack has what is meant under another name.
    if (is_foreign && ((listener == nullptr && suffix.empty()) || other != nullptr)) continue;
    if (Wanted == AddressSource::address) {
      // A plain word with a port may be many things; without any sign that a service is meant, nothing is said.
      if (reference.kind == Kind::command && (reference.scheme.empty() || (near.empty() && listener == nullptr) ||
                                              !is_whole_address(service, reference, report)))
        continue;
      if (other == nullptr && near.empty() && listener == nullptr && !is_data_scheme(reference.scheme)) continue;
      // Configuration names many things that are no hosts, and hosts that are not reached from here.
      if (reference.kind == Kind::configuration && near.empty() && listener == nullptr) continue;
    }
    // That the service itself is called alike is a sign, and no advice.
    Builder finding = !near.empty() && near != service.name
                          ? report.at(reference.span, "`{}` names `{}`, which is no service of its stack; `{}` is one",
                                      service.name, reference.host, near)
                          : report.at(reference.span, "`{}` names `{}`, which is no service of its stack", service.name,
                                      reference.host);
    if (Wanted == AddressSource::address &&
        ((near.empty() && listener == nullptr && !is_data_scheme(reference.scheme)) ||
         is_of_template(service, reference) || is_foreign ||
         (other != nullptr && is_from_env_file(service, reference))))
      finding.confidence(Confidence::possible).severity(Severity::low);
    // `set $shop http://shop:3000;` is how nginx is told to start without what it forwards to.
    if (reference.kind == Kind::nginx && reference.variable == "set" && near.empty())
      finding.confidence(Confidence::possible).severity(Severity::medium);
    // Whoever starts both has the name.
    if (std::ranges::any_of(project::services_named(report.project(), reference.host),
                            [&](const project::Service* named) { return is_laid_over(service, *named); }) ||
        (Wanted != AddressSource::address && other != nullptr && is_complement(service, *other)) ||
        (other != nullptr && is_of_same_project(report.project(), service, reference.host)) ||
        (other != nullptr && is_connected_by_hand(service, report)) ||
        // Of parts a program of the repository may well put together what belongs together.
        (other != nullptr && !service.stack->partial.empty()))
      finding.confidence(Confidence::possible).severity(Severity::low);
    // What a runner of tests is given for all of them, most ask for nothing of.
    if (Wanted == AddressSource::address && contains(service.name, "test") &&
        (service.stack->role == project::Role::test || service.stack->role == project::Role::ci))
      finding.confidence(Confidence::possible).severity(Severity::low);
    if (reference.upstream.valid()) finding.note(reference.upstream, "This forwards to it");
    if (listener != nullptr && (!reference.scheme.empty() || reference.kind == Kind::configuration))
      finding.note(listener->span, "`{}` listens on port {}", listener->name, reference.port);
    else if (listener != nullptr)
      finding.note(listener->span, "`{}` runs `{}`", listener->name, listener->definition->image.value);
    if (other != nullptr) finding.note(other->span, "Another stack has a service `{}`", reference.host);
  }
  if (!asks) report.skip();
}

extern constinit const FamilyRule family[] = {
    {"proxy-upstream-names-no-service",
     {.code = "SW4330",
      .summary = "Proxy that forwards to a name that is no service",
      .why = "nginx does not start when it cannot resolve an upstream; other proxies answer 502 for it.",
      .remedy = "Name a service of the stack, or add the one that is missing.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::architecture,
      .strength = "forward to services that exist",
      .check = each_service<check<AddressSource::proxy>>()}},
    {"scrape-target-names-no-service",
     {.code = "SW4331",
      .summary = "Scrape target that is no service",
      .why = "The target stays down: its metrics are never collected, and alerts on them never fire.",
      .remedy = "Name a service of the stack, or drop the target.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::monitoring,
      .strength = "scrape services that exist",
      .check = each_service<check<AddressSource::scrape>>()}},
    {"data-source-names-no-service",
     {.code = "SW4332",
      .summary = "Data source or log target that is no service",
      .why = "Dashboards stay empty, or logs are never delivered.",
      .remedy = "Name a service of the stack, or drop the entry.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::monitoring,
      .strength = "use data sources that exist",
      .check = each_service<check<AddressSource::data_source>>()}},
    {"address-names-no-service",
     {.code = "SW4333",
      .summary = "Address in the settings of a service that is no service",
      .why = "The name does not resolve inside the stack's networks, so the connection fails when it is first needed.",
      .remedy = "Name a service of the stack, or add the one that is missing.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::architecture,
      .strength = "name services that exist",
      .check = each_service<check<AddressSource::address>>()}},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::names_no_service
