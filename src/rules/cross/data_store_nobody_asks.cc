#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::data_store_nobody_asks {

constexpr std::string_view address_words[] = {"URL", "URI", "DSN", "HOST", "ADDR", "CONN"};
/// In names of packages: clients, and queues that keep their jobs in a cache.
constexpr std::string_view cache_words[] = {"redis",  "valkey",   "memcache",  "lettuce", "jedis", "bull",
                                            "celery", "sidekiq",  "dramatiq",  "resque",  "kombu", "huey",
                                            "arq",    "channels", "bee-queue", "predis"};

static bool is_store(const project::Service& service) {
  using Kind = knowledge::ImageKind;
  return !service.builds && service.entrypoint.from != project::Provenance::compose && runs_image_program(service) &&
         (service.kind == Kind::database || service.kind == Kind::cache || service.kind == Kind::broker ||
          service.kind == Kind::search);
}

/// Frameworks that read variables which their code never names: SPRING_DATA_REDIS_HOST, ConnectionStrings__Main,
/// DATABASE_URL, REDIS_HOST.
static bool reads_by_convention(const project::Project& project, const project::Service& client) {
  const project::Application* const application = project::application(project, client);
  return application != nullptr &&
         (application->program.framework == "Spring Boot" || application->program.framework == "Quarkus" ||
          application->program.framework == "ASP.NET Core" || application->program.framework == "Rails" ||
          application->program.framework == "Laravel" || application->program.framework == "Elixir");
}

/// Whether a reference is one that the client acts on: a variable counts where its code knows the name. Another store
/// gets an env file for all with many that are not meant for it, and acts on those that its image reads.
static bool is_used(const project::Project& project, const project::Service& client,
                    const project::Reference& reference) {
  if (reference.kind != project::ReferenceKind::environment) return true;
  if (is_store(client))
    return client.definition->env_files.empty() ||
           (client.image != nullptr && knowledge::variable(*client.image, reference.variable) != nullptr);
  const project::ReadFolder* const code = project::code_folder(project, client);
  return code == nullptr || reads_by_convention(project, client) ||
         project::mentions(project, *code, reference.variable);
}

/// Whether a client gets an address that only whoever deploys knows: `DATABASE_URL: ${DATABASE_URL}`.
static bool gets_unknown_address(const project::Service& client) {
  return std::ranges::any_of(client.definition->environment, [](const compose::EnvironmentEntry& entry) {
    if (!entry.value.value_or("").empty()) return false;
    return std::ranges::any_of(address_words, [&](std::string_view word) { return contains(entry.name, word); });
  });
}

/// Whether a package of the repository is a client of caches, or keeps its jobs in one.
static bool has_cache_client(const project::Project& project) {
  return std::ranges::any_of(project::manifests(project), [](const project::Manifest& manifest) {
    return std::ranges::any_of(manifest.dependencies, [](const project::Dependency& dependency) {
      const std::string name = ascii::lowered(dependency.name);
      return std::ranges::any_of(cache_words, [&](std::string_view word) { return contains(name, word); });
    });
  });
}

/// Whether a store that is published may be there for programs outside of the stack. A cache is not where no package of
/// the repository can ask one.
static bool may_be_for_others(const project::Project& project, const project::Service& service) {
  if (service.definition->network_mode) return true;
  if (service.definition->ports.empty()) return false;
  return service.kind != knowledge::ImageKind::cache || has_cache_client(project);
}

/// Whether a service asks a store, or may in a way that files do not tell.
static bool may_ask(const project::Project& project, const project::Service& client, const project::Service& store) {
  if (!client.builds && client.image == nullptr) return true;
  if (project::has_unknown_variables(project, client) || gets_unknown_address(client)) return true;
  const auto& known = project::connections(project, client);
  if (std::ranges::any_of(known.references, [&](const project::Reference& reference) {
        return reference.to != nullptr && reference.to->span == store.span && is_used(project, client, reference);
      }))
    return true;
  // A script or a file that is mounted into it may.
  const auto names_store = [&](const project::File* file) {
    return file != nullptr && file->has_content && contains(project.sources[file->source].text(), store.name);
  };
  if (names_store(client.entrypoint_script) || std::ranges::any_of(client.mounted_files, names_store)) return true;
  if (!client.builds) return false;
  // Its code may know the name, or the kind of server.
  const project::ReadFolder* const code = project::code_folder(project, client);
  return code == nullptr || project::mentions(project, *code, store.name) ||
         project::mentions(project, *code, base_name(store.image_reference.repository));
}

static void check(const project::Service& service, Report& report) {
  if (!is_store(service) || !service.active || service.is_fragment() || !service.stack->partial.empty())
    return report.skip();
  if (may_be_for_others(report.project(), service)) return report.skip();
  bool has_client = false;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service) continue;
    has_client = has_client || other->builds;
    if (may_ask(report.project(), *other, service)) return;
  }
  if (!has_client) return report.skip();
  report.at(service.span, "No service of the stack asks `{}`, neither by its settings nor in its code", service.name);
}

extern const Rule rule = {
    .code = "SW4675",
    .summary = "Data store that nothing uses",
    .why =
        "It takes memory, needs updates and a backup like every other, and widens what an attacker inside finds; who "
        "reads the file takes it for a part of the program.",
    .remedy = "Drop the service and its volume, or give its address to the program that should use it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::data_store_nobody_asks
