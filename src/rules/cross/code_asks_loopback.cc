#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/name_text.h"
#include "knowledge/demanding_calls.h"
#include "knowledge/program_kinds.h"
#include "project/application.h"
#include "project/code_addresses.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/copy_sources.h"
#include "project/framework_settings.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/bundles.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/connect.h"
#include "rules/lib/env_lines.h"
#include "rules/lib/once.h"
#include "rules/lib/rewrites.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::code_asks_loopback {

static bool is_loopback(std::string_view host) { return is_one_of("localhost 127.0.0.1 ::1", host); }

/// As SQL Server's clients write this machine: `.`, `(local)`, `.\\SQLEXPRESS`, `(localdb)\\MSSQLLocalDB`.
static bool is_own_machine(std::string_view host) {
  while (host.ends_with(' ')) host.remove_suffix(1);
  const std::string_view machine = before(host, '\\');
  return is_loopback(machine) || is_one_of(". (local) (localdb)", machine);
}

/// A server that a value names: with a port, or by the name of what it belongs to alone.
struct Asked {
  std::uint16_t port = 0;
  bool loopback = false;
};

/// "redis://localhost:6379/0", "localhost", "Server=127.0.0.1,1433;Database=x", "jdbc:mysql://localhost:3306/shop".
static Asked asked_in(std::string_view value) {
  Asked asked;
  if (is_loopback(value)) {
    asked.loopback = true;
    return asked;
  }
  for (const project::Address& address : project::addresses_in(value, true))
    if (is_loopback(address.host)) return {address.port, true};
  const std::string text = ascii::lowered(value);
  for (const std::string_view key : {"server=", "host=", "data source="}) {
    const std::size_t at = text.find(key);
    if (at == std::string::npos || (at > 0 && text[at - 1] != ';' && text[at - 1] != ' ')) continue;
    const std::string_view rest = std::string_view(text).substr(at + key.size());
    const std::string_view host = rest.substr(0, rest.find_first_of(",;"));
    if (!is_own_machine(host)) continue;
    asked.loopback = true;
    if (rest.size() > host.size() && rest[host.size()] == ',')
      asked.port = project::parse_port(before(rest.substr(host.size() + 1), ';'));
    if (const std::size_t port = text.find("port="); port != std::string::npos)
      asked.port = project::parse_port(before(std::string_view(text).substr(port + 5), ';'));
    return asked;
  }
  return asked;
}

/// Whether the command that Compose gives runs a tool of the system, and not the program of the image: one that packs
/// what was built, or one that tests it from outside.
static bool runs_a_tool(const project::Service& service) {
  if (is_for_tests(service)) return true;
  if (service.command.script != nullptr &&
      std::ranges::any_of(service.command.script->commands, [&](const shell::Node* node) {
        return knowledge::tables::page_makers.contains(node->program);
      }))
    return true;
  return service.command.from == project::Provenance::compose && !service.command.words.empty() &&
         is_one_of("tar cp mv rsync chown chmod true echo sleep tail", base_name(service.command.words.front()));
}

/// The one data store that a name such as REDIS_HOST, DB_HOST or `spring.data.mongodb.host` can mean.
static const project::Service* neighbour_meant(const project::Service& service, std::string_view name) {
  const std::string text = ascii::lowered(name);
  const project::Service* by_name = nullptr;
  const project::Service* by_kind = nullptr;
  unsigned names = 0, kinds = 0;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || !is_data_store(*other) || other->image == nullptr) continue;
    std::string_view product = other->image->name.substr(other->image->name.rfind('/') + 1);
    if (product == "postgres" && contains(text, "pg")) product = "pg";
    if (product.starts_with("mongo")) product = "mongo";
    if (contains(product, "mysql") || contains(product, "mariadb"))
      product = contains(text, "maria") ? "maria" : "mysql";
    if (contains(product, "elastic")) product = "elastic";
    if (contains(text, product)) by_name = other, ++names;
    if (other->kind == knowledge::ImageKind::database) by_kind = other, ++kinds;
  }
  if (names == 1) return by_name;
  // `ConnectionStrings.Redis` without a Redis in the stack means no other store.
  for (const std::string_view product : {"redis", "rabbit", "amqp", "kafka", "mongo", "elastic", "memcache", "smtp"})
    if (contains(text, product)) return nullptr;
  const bool is_database = contains(text, "db_") || contains(text, "database") || contains(text, "datasource") ||
                           contains(text, "connectionstring");
  return names == 0 && kinds == 1 && is_database ? by_kind : nullptr;
}

/// `APP_URL`, `CORS_ORIGIN`: the address by which a browser knows the application, and no neighbour's.
static bool is_for_browsers(std::string_view name) {
  for (const std::string_view word :
       {"APP_URL", "BASE_URL", "SITE_URL", "PUBLIC", "EXTERNAL", "FRONTEND_URL", "STOREFRONT_URL", "CLIENT_URL",
        "WEB_URL", "ORIGIN", "REDIRECT", "CALLBACK", "DOMAIN"})
    if (contains(name, word)) return true;
  return false;
}

/// `springdoc.swagger-ui.urls[0].url`, `cors.allowed-origins`: addresses that pages of a browser are given.
static bool is_setting_for_browsers(std::string_view key) {
  const std::string text = ascii::lowered(key);
  for (const std::string_view word : {"swagger", "springdoc", "openapi", "origin", "cors", "redirect", "callback",
                                      "frontend", "public", "external", "app-url", "base-url", "site-url"})
    if (contains(text, word)) return true;
  // `ValidIssuer`, `Audience`: names that stand in tokens. `issuer-uri` is asked.
  return text.ends_with("issuer") || text.ends_with("issuers") || text.ends_with("audience") ||
         text.ends_with("audiences");
}

/// Whether a service is there for people, who see its pages in a browser: code that asks for its port by chance means a
/// page of its own, unless it speaks of the product.
static bool is_for_people(const project::Service& service, std::string_view name) {
  using Kind = knowledge::ImageKind;
  if (service.builds || service.image == nullptr ||
      (service.kind != Kind::monitoring && service.kind != Kind::admin_ui && service.kind != Kind::proxy))
    return false;
  const std::string text = ascii::lowered(name);
  return !contains(text, service.name) && !contains(text, base_name(service.image->name));
}

/// The one neighbour that a port of the host leads to, which is how a programmer's machine reaches it.
static const project::Service* published_on(const project::Service& service, std::uint16_t port) {
  const std::string number = std::to_string(port);
  const project::Service* found = nullptr;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || !other->definition->network_mode.value.empty() ||
        std::ranges::none_of(other->definition->ports,
                             [&](const compose::Port& mapping) { return mapping.published == number; }))
      continue;
    if (found != nullptr) return nullptr;
    found = other;
  }
  return found;
}

/// The one neighbour whose name a setting has in its own: `FUNDAMENTALS_SERVICE_URL`. That says more than a port, which
/// on a programmer's machine may have been another service's.
static const project::Service* named_in(const project::Service& service, std::string_view setting) {
  constexpr std::size_t shortest = 5;
  const auto spelled = [](std::string_view name) {
    std::string text = ascii::lowered(name);
    std::ranges::replace_if(text, [](char c) { return c == '-' || c == '.'; }, '_');
    return text;
  };
  const std::string text = spelled(setting);
  const project::Service* found = nullptr;
  for (const project::Service* const other : service.stack->services) {
    if (other == &service || !other->active || other->name.size() < shortest || !contains(text, spelled(other->name)))
      continue;
    if (found != nullptr) return nullptr;
    found = other;
  }
  return found;
}

/// Whom the value means in a container where it leads to nobody; null when that cannot be told.
static const project::Service* meant(const project::Project& project, const project::Service& service,
                                     const Asked& asked, std::string_view name) {
  if (!asked.loopback || !service.definition->network_mode.value.empty()) return nullptr;
  if (asked.port != 0) {
    if (project::connections(project, service).listening.port(asked.port) != nullptr) return nullptr;
    const project::Service* const reached = published_on(service, asked.port);
    const project::Service* const other = reached != nullptr ? reached : neighbour_on(project, service, asked.port);
    if (other == nullptr || is_for_people(*other, name)) return nullptr;
    const project::Service* const named = named_in(service, name);
    return named != nullptr ? named : other;
  }
  return neighbour_meant(service, name);
}

/// A variable that the service gets and that is called almost like the one that its code reads.
static const compose::EnvironmentEntry* alike(const project::Service& service, std::string_view wanted,
                                              const project::Service& other) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || entry.name.size() < 4) continue;
    const bool related = contains(wanted, entry.name) || contains(entry.name, wanted);
    if (related || contains(*entry.value, other.name)) return &entry;
  }
  return nullptr;
}

/// Whether another variable of the service names the neighbour, and the code knows that one.
static bool is_told_otherwise(const project::Project& project, const project::Service& service, std::string_view wanted,
                              const project::Service& other) {
  const project::ReadFolder& folder = *project::code_folder(project, service);
  return std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return entry.value.has_value() && entry.name != wanted && contains(*entry.value, other.name) &&
           project::mentions(project, folder, entry.name);
  });
}

/// Whether other settings of the service name the neighbour, so that those which do not are of a time before it.
static bool is_named_elsewhere(const project::Project& project, const project::Service& service,
                               const project::ConfigurationSetting& setting, const project::Service& other) {
  return std::ranges::any_of(
      project::code_folder(project, service)->settings, [&](const project::ConfigurationFile& file) {
        return project::is_loaded(service, file) &&
               std::ranges::any_of(file.settings, [&](const project::ConfigurationSetting& each) {
                 return each.key != setting.key && is_data_store(other) && each.value == other.name &&
                        each.key.ends_with("host");
               });
      });
}

static void note_other_end(Builder& finding, const project::Service& service, std::string_view variable,
                           const project::Service& other) {
  finding.note(other.span, "`{}` is a container of its own", other.name);
  if (const compose::EnvironmentEntry* const entry = alike(service, variable, other); entry != nullptr)
    finding.note(entry->span, "`{}` gets `{}`, which is another name", service.name, entry->name);
}

/// What a line of an env file gives a variable, without quotes; nothing when none does.
static std::optional<std::string_view> given_in(std::string_view text, std::string_view name) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.size() <= name.size() || !line.starts_with(name) || line[name.size()] != '=') continue;
    line = ascii::trim(line.substr(name.size() + 1));
    if (line.size() > 1 && (line.front() == '"' || line.front() == '\'') && line.back() == line.front())
      line = line.substr(1, line.size() - 2);
    return line;
  }
  return std::nullopt;
}

/// Laravel reads `.env` itself, which whoever deploys makes of the template beside it.
struct OwnSettings {
  bool read = false;         ///< The code may be Laravel's, and nothing says that its `.env` is not there.
  std::string_view example;  ///< The template's text; "" without one.
};
static OwnSettings own_settings(const project::Project& project, const project::Service& service,
                                const code::Sign& sign) {
  const std::size_t at = sign.path.rfind("config/");
  if (!sign.path.ends_with(".php") || at == std::string_view::npos) return {};
  const std::string folder(sign.path.substr(0, at));
  const project::File* const file = project.file(folder + ".env.example");
  return {project::container_file(project, service, ".env").state != project::ContainerFile::State::absent,
          file != nullptr && file->has_content ? project.sources[file->source].text() : std::string_view()};
}

/// Whether the template tells that the program asks another server than a value of `config/` says, or none at all: it
/// gives the variable itself, keeps its tables in SQLite, or nothing in Redis.
static bool is_settled_in(std::string_view example, std::string_view variable) {
  if (example.empty()) return false;
  if (const std::optional<std::string_view> given = given_in(example, variable);
      given.has_value() && !given->empty() && !asked_in(*given).loopback)
    return true;
  if (variable.starts_with("DB_")) {
    const std::optional<std::string_view> connection = given_in(example, "DB_CONNECTION");
    return connection.has_value() && *connection == "sqlite";
  }
  if (!variable.starts_with("REDIS_")) return false;
  constexpr std::string_view drivers[] = {"CACHE_STORE",      "CACHE_DRIVER",         "SESSION_DRIVER",
                                          "QUEUE_CONNECTION", "BROADCAST_CONNECTION", "BROADCAST_DRIVER",
                                          "SCOUT_QUEUE"};
  const auto given = [&](std::string_view name) { return given_in(example, name); };
  return std::ranges::any_of(drivers, [&](std::string_view name) { return given(name).has_value(); }) &&
         std::ranges::none_of(drivers, [&](std::string_view name) { return given(name) == "redis"; });
}

/// Whether the settings for production are none of a service: Rails takes those for development unless it is told
/// otherwise, and so does whoever works on the code.
static bool runs_in_development(const project::Service& service) {
  if (service.stack->role == project::Role::production) return false;
  for (const std::string_view name : {"RAILS_ENV", "RACK_ENV"})
    if (const auto environment = project::container_variable(service, name); environment.has_value())
      return environment->value != "production";
  return is_for_programmers(service);
}

/// Whether code of .NET or a library of it reads a setting of `appsettings.json`: a section of its own that no source
/// names is left over from another project.
static bool is_read(const project::Project& project, const project::ReadFolder& code,
                    const project::ConfigurationFile& file, std::string_view key) {
  if (!file.path.ends_with(".json") || !code.whole || code.sources.empty()) return true;
  const std::string_view section = key.substr(0, key.find_first_of(".:"));
  return is_one_of("Serilog Kestrel Logging NLog ReverseProxy ConnectionStrings Aspire", section) ||
         project::has_text(project, code, section);
}

/// Whether the section around a setting has switches for its neighbours, and none that switches this one on:
/// `ZipkinOptions.Endpoint` beside `UseOtlpExporter: true` alone.
static bool is_switched_off(const project::ConfigurationFile& file, std::string_view key) {
  const std::size_t last = key.rfind('.');
  const std::size_t section = last == 0 || last == std::string_view::npos ? last : key.rfind('.', last - 1);
  if (last == std::string_view::npos || section == std::string_view::npos) return false;
  std::string_view name = key.substr(section + 1, last - section - 1);
  if (!name.ends_with("Options")) return false;
  name.remove_suffix(std::string_view("Options").size());
  const std::string switches = std::string(key.substr(0, section)) + ".Use";
  bool any = false;
  for (const project::ConfigurationSetting& each : file.settings) {
    if (!std::string_view(each.key).starts_with(switches)) continue;
    any = true;
    const std::string_view rest = std::string_view(each.key).substr(switches.size());
    if (rest.starts_with(name) && equal_ignoring_case(each.value, "true")) return false;
  }
  return any;
}

/// A destination of YARP on the gateway's own loopback, on a port on which the gateway itself does not listen.
static bool leads_gateway_nowhere(const project::Project& project, const project::Service& service,
                                  std::string_view key, std::uint16_t port) {
  const project::Listening& known = project::connections(project, service).listening;
  return key.starts_with("ReverseProxy") && contains(key, "Destinations") && key.ends_with("Address") && port != 0 &&
         !known.ports.empty() && known.port(port) == nullptr && service.definition->network_mode.value.empty();
}

static void check_settings(const project::Service& service, const project::ConfigurationFile& file, Report& report,
                           bool& asks) {
  const project::Project& project = report.project();
  for (const project::ConfigurationSetting& setting : file.settings) {
    if (setting.key.starts_with("production.") && runs_in_development(service)) continue;
    if (project::is_of_other_environment(file, setting.key) || project::is_overridden(service, setting.key) ||
        project::is_overridden_by_file(service, *project::code_folder(project, service), file, setting.key))
      continue;
    const project::TemplatedValue value = project::templated_value(setting.value);
    Asked asked = asked_in(value.value);
    if (!asked.loopback || is_switched_off(file, setting.key)) continue;
    if (asked.port == 0)
      if (const std::size_t dot = setting.key.rfind('.'); dot != std::string::npos)
        if (const project::ConfigurationSetting* const port = file.find(setting.key.substr(0, dot) + ".port");
            port != nullptr)
          asked.port = project::parse_port(project::templated_value(port->value).value);
    const project::Service* const other = meant(project, service, asked, setting.key);
    if (other == nullptr && leads_gateway_nowhere(project, service, setting.key, asked.port)) {
      asks = true;
      report.at(setting.span, "In `{}` this is the container itself, where nothing listens on {}; name the service",
                service.name, asked.port);
      continue;
    }
    if (other != nullptr && !is_read(project, *project::code_folder(project, service), file, setting.key)) continue;
    if (other == nullptr || (is_setting_for_browsers(setting.key) && !is_data_store(*other))) continue;
    asks = true;
    if (!value.variable.empty() && !project::is_given_nowhere(project, service, value.variable)) continue;
    if (is_told_otherwise(project, service, setting.key, *other) ||
        is_named_elsewhere(project, service, setting, *other))
      continue;
    Builder finding = report.at(setting.span, "In `{}` this is the container itself; `{}` is what it means, so name it",
                                service.name, other->name);
    note_other_end(finding, service, value.variable.empty() ? std::string_view(setting.key) : value.variable, *other);
    if (runs_once(service)) finding.confidence(Confidence::possible);
  }
}

/// The neighbours that a source was told of.
using Told = std::vector<std::pair<FileId, const project::Service*>>;

/// Clients whose address is a variable: without it they take this machine.
static void check_clients(const project::Service& service, Report& report, bool& asks, Told& told) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  if (application == nullptr) return;
  for (const code::NeededVariable& wanted : application->program.needed_in_use) {
    if (!wanted.address.empty()) {
      const project::Service* const other = meant(project, service, asked_in(wanted.address), "");
      if (other == nullptr) continue;
      asks = true;
      told.emplace_back(wanted.span.file, other);
      report
          .at(wanted.span, "In `{}` this is the container itself; `{}` is what it means, so name it", service.name,
              other->name)
          .note(other->span, "`{}` is a container of its own", other->name);
      continue;
    }
    if (wanted.row->effect != knowledge::DemandingCall::Effect::loopback) continue;
    const project::Service* const other = meant(project, service, {wanted.row->port, true}, wanted.name);
    if (other == nullptr) continue;
    asks = true;
    if (std::ranges::any_of(wanted.row->instead,
                            [&](std::string_view name) { return service.definition->variable(name) != nullptr; }) ||
        !project::is_promised_nowhere(project, service, *application, wanted.name) ||
        is_told_otherwise(project, service, wanted.name, *other))
      continue;
    Builder finding =
        report.at(wanted.span, "`{}` gets no `{}`, and `{}` asks its own container then; `{}` is what it means",
                  service.name, wanted.name, wanted.call, other->name);
    note_other_end(finding, service, wanted.name, *other);
  }
}

/// Addresses that the code writes out, where nothing can take their place.
static void check_addresses(const project::Service& service, Report& report, bool& asks, Told& told) {
  const project::Project& project = report.project();
  for (const project::CodeAddress& found : project::loopback_addresses(project, service)) {
    const std::uint16_t port =
        found.address.port != 0 ? found.address.port : project::default_port(found.address.scheme);
    const project::Service* const other = port != 0 ? meant(project, service, {port, true}, "") : nullptr;
    const std::string_view path = project.sources[found.span.file].path();
    if (other == nullptr || !may_run(service, path) || !may_run_at_start(project, service, path)) continue;
    // A program of one's own is meant by links and lists of origins as well; what a function assigns may be a default.
    const bool is_store = !other->builds && other->image != nullptr;
    if (!found.is_asked && !(found.is_constant && is_store)) continue;
    asks = true;
    const std::pair key(found.span.file, other);
    if (std::ranges::find(told, key) != told.end()) continue;
    told.push_back(key);
    Builder finding = report.at(found.span, "In `{}` this is the container itself; `{}` listens on {}, so name it",
                                service.name, other->name, port);
    finding.note(other->span, "`{}` is a container of its own", other->name);
    if (runs_once(service)) finding.confidence(Confidence::possible);
  }
}

/// The `.env` of Symfony, which is in Git and which the program reads itself: what stands there holds where the
/// container is given nothing else.
static void check_own_env(const project::Service& service, Report& report, bool& asks) {
  const project::Project& project = report.project();
  const project::ReadFolder& code = *project::code_folder(project, service);
  const project::Manifest* const manifest = project::manifest_in(project, code.path, project::Ecosystem::php);
  if (manifest == nullptr || manifest->dependency("symfony/dotenv") == nullptr || !may_run(service, "index.php"))
    return;
  const auto path = project::join_path(code.path, ".env");
  const project::File* const file = path.has_value() ? project.file(*path) : nullptr;
  // An `.env.local` that each machine has of its own may take its place where the sources are mounted.
  if (file == nullptr || !file->has_content ||
      project::container_file(project, service, ".env").state == project::ContainerFile::State::absent)
    return;
  for_each_env_line(project.sources[file->source], [&](const EnvLine& line) {
    if (!ascii::is_variable_name(line.name)) return;
    const project::Service* const other = meant(project, service, asked_in(line.plain()), line.name);
    if (other == nullptr || !is_data_store(*other)) return;
    asks = true;
    if (service.definition->variable(line.name) != nullptr || !project::is_given_nowhere(project, service, line.name))
      return;
    Builder finding = report.at(
        line.span, "`{}` gets no `{}`, and the one of this file asks its own container; `{}` is what it means",
        service.name, line.name, other->name);
    note_other_end(finding, service, line.name, *other);
    if (is_for_programmers(service)) finding.confidence(Confidence::possible);
  });
}

/// Whether the value of a rewrite takes the place of what stands in for it. What was built has it inside: what the
/// container is given when it starts comes too late.
static bool is_given(const project::Project& project, const project::Service& service, const Rewrite& rewrite) {
  if (rewrite.variable.empty()) return false;
  if (reads_rewrites_at_start(service) || !service.builds)
    return !project::is_given_nowhere(project, service, rewrite.variable);
  const project::BuildContext* const context = project::build_context(project, service);
  return context == nullptr || !context->known ||
         bundling_step(project, service, *context, rewrite.variable) == nullptr;
}

/// Where frameworks forward paths to.
static void check_rewrites(const project::Service& service, Report& report, bool& asks, Told& told) {
  const project::Project& project = report.project();
  for (const Rewrite& rewrite : once<rewrites>(report, service)) {
    const project::Service* const other = meant(project, service, asked_in(rewrite.address), rewrite.variable);
    if (other == nullptr) continue;
    asks = true;
    if (is_given(project, service, rewrite)) continue;
    told.emplace_back(rewrite.span.file, other);
    Builder finding =
        rewrite.variable.empty()
            ? report.at(rewrite.span, "In `{}` this is the container itself; `{}` is what it means, so name it",
                        service.name, other->name)
            : report.at(rewrite.span,
                        "`{}` is built without `{}`, and forwards to its own container then; `{}` is what it means",
                        service.name, rewrite.variable, other->name);
    note_other_end(finding, service, rewrite.variable, *other);
    if (const compose::EnvironmentEntry* const late = service.definition->variable(rewrite.variable); late != nullptr)
      finding.note(late->span, "When the container starts it is too late");
  }
}

/// Whether another variable comes first, and the service gets it: `process.env.API_URL || process.env.OTHER || '...'`.
static bool is_behind_given(const project::Project& project, const project::Service& service, const code::Sign& sign) {
  const Source& source = project.sources[sign.span.file];
  const std::string_view line = source.line(source.place(sign.span.begin).line);
  for (const std::string_view prefix : {"process.env.", "import.meta.env."})
    for (std::size_t at = line.find(prefix); at != std::string_view::npos; at = line.find(prefix, at + 1)) {
      const std::string_view rest = line.substr(at + prefix.size());
      const std::string_view name = rest.substr(0, std::min(rest.find_first_of(" |?)&;,:'\""), rest.size()));
      if (name == sign.variable) break;
      if (!name.empty() && !project::is_given_nowhere(project, service, name)) return true;
    }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr || runs_a_tool(service)) return report.skip();
  using Kind = knowledge::CodeSign::Kind;
  const project::Project& project = report.project();
  bool asks = false;
  // `config/database.php` takes the same variable for each kind of database.
  std::vector<std::string_view> reported;
  for (const code::Sign* const sign : signs_for_everybody(project, service, Kind::default_value)) {
    const project::Service* const other = meant(project, service, asked_in(sign->value), sign->variable);
    if (other == nullptr || (is_for_browsers(sign->variable) && !is_data_store(*other))) continue;
    asks = true;
    // What is forwarded is told below.
    if (std::ranges::any_of(once<rewrites>(report, service),
                            [&](const Rewrite& rewrite) { return rewrite.variable == sign->variable; }))
      continue;
    if (!project::is_given_nowhere(project, service, sign->variable) || is_behind_given(project, service, *sign) ||
        is_told_otherwise(project, service, sign->variable, *other) ||
        std::ranges::find(reported, sign->variable) != reported.end())
      continue;
    const OwnSettings own = own_settings(project, service, *sign);
    if (is_settled_in(own.example, sign->variable)) continue;
    reported.push_back(sign->variable);
    Builder finding =
        report.at(sign->span, "`{}` gets no `{}`, and `localhost` is the container itself there; `{}` is what it means",
                  service.name, sign->variable, other->name);
    note_other_end(finding, service, sign->variable, *other);
    // A job asks for the one thing that it prepares; of an `.env` that is made on the spot no file tells.
    if (runs_once(service) || own.read) finding.confidence(Confidence::possible);
  }
  for (const code::Sign* const sign : signs_for_everybody(project, service, Kind::address)) {
    const project::Service* const other = meant(project, service, {sign->row->port, true}, "");
    // A command beside the program may be one for the machine of whoever calls it.
    if (other == nullptr || !may_run_at_start(project, service, sign->path)) continue;
    asks = true;
    report
        .at(sign->span, "In `{}` this is the container itself; `{}` listens on {}, so name it", service.name,
            other->name, sign->row->port)
        .note(other->span, "`{}` is a container of its own", other->name);
  }
  Told told;
  check_clients(service, report, asks, told);
  check_rewrites(service, report, asks, told);
  check_addresses(service, report, asks, told);
  check_own_env(service, report, asks);
  const project::ReadFolder& folder = *project::code_folder(project, service);
  for (const project::ConfigurationFile& file : folder.settings)
    if (project::is_loaded(service, file) && !project::is_shadowed(folder, file))
      check_settings(service, file, report, asks);
  for (const project::ConfigurationFile& file : folder.development)
    if (project::is_loaded(service, file)) check_settings(service, file, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4816",
    .summary = "Code that asks its own container for what another one has",
    .why =
        "What works on the machine of a programmer, where everything listens on one host, is refused in a container: "
        "`localhost` is the container itself.",
    .remedy = "Give the service the variable that its code reads, with the name of the other service in it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "give their code the names of the services that it asks",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::code_asks_loopback
