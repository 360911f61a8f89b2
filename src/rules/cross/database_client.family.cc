#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "compose/load.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/connect.h"
#include "rules/lib/credentials.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::database_client {

/// What a client gives to log in; "" where that is not known.
struct Login {
  std::string user, password, database;
};

/// A value as it is written, without the quotes that are YAML's and each `${...}` shortened to `$`: where that stands,
/// the value is not known.
static std::string with_unknown_parts(std::string_view written) {
  if (written.size() > 1 && (written.front() == '"' || written.front() == '\'') && written.back() == written.front())
    written = written.substr(1, written.size() - 2);
  std::string text;
  for (std::size_t at = 0; at < written.size();) {
    if (written[at] != '$' || at + 1 >= written.size() || written[at + 1] != '{') {
      text += written[at++];
      continue;
    }
    text += '$';
    int depth = 0;
    for (++at; at < written.size(); ++at) {
      if (written[at] == '{') ++depth;
      if (written[at] == '}' && --depth == 0) break;
    }
    at = std::min(at + 1, written.size());
  }
  return text;
}

/// `Server=db;User Id=sa;Password=...;Database=orders` of .NET.
static std::optional<Login> login_of_pairs(std::string_view text) {
  Login login;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view key = pair.substr(0, equals);
    while (key.starts_with(' ')) key.remove_prefix(1);
    const std::string value(pair.substr(equals + 1));
    for (const std::string_view name : {"User Id", "User ID", "Uid", "Username", "User"})
      if (equal_ignoring_case(key, name)) login.user = value;
    for (const std::string_view name : {"Password", "Pwd"})
      if (equal_ignoring_case(key, name)) login.password = value;
    for (const std::string_view name : {"Database", "Initial Catalog"})
      if (equal_ignoring_case(key, name)) login.database = value;
  }
  return login.user.empty() ? std::nullopt : std::optional(login);
}

/// What an address in a configuration file or in code gives.
static std::optional<Login> login_of_address(const project::Reference& reference) {
  const std::size_t colon = reference.credentials.find(':');
  std::string_view database = reference.path;
  if (database.starts_with('/')) database.remove_prefix(1);
  Login login{std::string(reference.credentials.substr(0, colon)),
              colon == std::string_view::npos ? std::string() : std::string(reference.credentials.substr(colon + 1)),
              std::string(database.substr(0, database.find_first_of("?#/")))};
  for (std::string* const part : {&login.user, &login.password, &login.database})
    if (part->find_first_of("$%{<") != std::string::npos) part->clear();
  return login;
}

/// What a value of the code gives; parts that only a run knows are left open.
static std::optional<Login> login_in_code(const project::Reference& reference) {
  if (contains(reference.text, "://")) return login_of_address(reference);
  std::optional<Login> login = login_of_pairs(reference.text);
  if (!login.has_value()) return login;
  for (std::string* const part : {&login->user, &login->password, &login->database})
    if (part->find_first_of("$%{<") != std::string::npos) part->clear();
  return login;
}

/// The login that an address gives, or the variables beside a host: DB_HOST with DB_USER.
static std::optional<Login> login_of(const project::Project& project, const project::Service& client,
                                     const project::Reference& reference) {
  if (reference.kind == project::ReferenceKind::configuration) return login_of_address(reference);
  if (reference.kind == project::ReferenceKind::code) return login_in_code(reference);
  if (reference.kind == project::ReferenceKind::grafana)
    return reference.credentials.empty() ? std::nullopt : login_of_address(reference);
  const compose::EnvironmentEntry* const entry = project::expected_variable(project, client, reference.variable);
  if (entry == nullptr || !entry->value.has_value()) return std::nullopt;
  Login login;
  if (contains(*entry->value, ";") && contains(*entry->value, "=") && !contains(*entry->value, "://")) {
    const std::optional<ServerSetting> value = literal_variable(project, client, reference.variable);
    return value.has_value() ? login_of_pairs(value->value) : std::nullopt;
  }
  if (contains(*entry->value, "://")) {
    std::string text(*entry->value);
    if (!literal_variable(project, client, reference.variable).has_value()) {
      if (!entry->value_span.valid()) return std::nullopt;
      text = with_unknown_parts(project.sources.text(entry->value_span));
    }
    const std::optional<UrlCredentials> given = credentials_of_url(text);
    if (!given.has_value()) return std::nullopt;
    // A folded scalar puts a blank in front of the options, which drivers pass by.
    login = {std::string(given->user), std::string(given->password), std::string(ascii::trim(given->database))};
    // The text of a program that puts the address together.
    if (login.database.find_first_of("\"'()") != std::string::npos) return std::nullopt;
    if (!given->has_user) {
      // KC_DB_URL with KC_DB_USERNAME.
      std::string_view prefix = reference.variable;
      if (!prefix.ends_with("_URL")) return std::nullopt;
      prefix.remove_suffix(3);
      for (const std::string_view ending : {"USERNAME", "USER"})
        if (const auto value = literal_variable(project, client, std::string(prefix) + std::string(ending));
            value.has_value())
          login.user = value->value;
    }
  } else {
    std::string_view prefix = reference.variable;
    for (const std::string_view suffix :
         {"HOST", "HOSTNAME", "URI", "ADDR", "SERVER", "host", "Host", "HostName", "Hostname"})
      if (prefix.ends_with(suffix)) {
        prefix.remove_suffix(suffix.size());
        break;
      }
    if (prefix == reference.variable || !prefix.ends_with('_')) return std::nullopt;
    // KC_DB_URL_HOST goes with KC_DB_USERNAME.
    const std::string_view outer = prefix.ends_with("_URL_") ? prefix.substr(0, prefix.size() - 4) : prefix;
    const auto first_of = [&](std::initializer_list<std::string_view> endings) -> std::string {
      for (const std::string_view ending : endings)
        // DB_USER, db__user, Db__User
        for (const std::string& name :
             {std::string(prefix) + std::string(ending), std::string(prefix) + ascii::lowered(ending),
              std::string(outer) + std::string(ending),
              std::string(prefix) + std::string(ending.substr(0, 1)) + ascii::lowered(ending.substr(1))})
          if (const auto value = literal_variable(project, client, name); value.has_value())
            return std::string(value->value);
      return {};
    };
    login = {first_of({"USER", "USERNAME"}), first_of({"PASSWORD", "PASS", "PASSWD", "AUTH"}),
             first_of({"NAME", "DATABASE", "DB", "DBNAME"})};
  }
  for (std::string* const part : {&login.user, &login.password, &login.database})
    // `<your-password>` of a template is what whoever deploys writes over.
    if (contains(*part, "$") || contains(*part, "%") || *part == compose::stand_in ||
        (part->starts_with('<') && part->ends_with('>')))
      part->clear();
  return login;
}

/// The variable of which a value is nothing but the text: of `${DB_PASSWORD}`, DB_PASSWORD. "" for any other value.
static std::string_view variable_behind(const project::Service& service, std::string_view name) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(name);
  if (entry == nullptr || entry->source == nullptr || entry->source->origin == nullptr) return {};
  const auto& parts = entry->source->origin->interpolations;
  if (parts.size() != 1 || !entry->value_span.valid()) return {};
  // `${DB_PASSWORD:?say which}` is the variable's value all the same.
  if (!parts.front().operation.empty() && !parts.front().operation.ends_with('?')) return {};
  return parts.front().variable;
}

/// The variable that stands for the password of an address, `://user:${DB_PASSWORD}@`.
struct PasswordVariable {
  std::string_view name;     ///< "" where there is none.
  bool has_default = false;  ///< `${DB_PASSWORD:-given}`
};
static PasswordVariable password_variable(const compose::EnvironmentEntry& entry, const Report& report) {
  if (!entry.value_span.valid()) return {};
  const std::string_view text = report.text(entry.value_span);
  const std::size_t scheme = text.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? scheme : text.find(":${", scheme + 3);
  const std::size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
  if (end == std::string_view::npos || !text.substr(end).starts_with("}@")) return {};
  const std::string_view written = text.substr(begin + 3, end - begin - 3);
  const std::size_t end_of_name = std::min(written.find_first_of(":-?+"), written.size());
  const std::string_view operation = written.substr(end_of_name);
  return {written.substr(0, end_of_name),
          !operation.empty() && !operation.starts_with(":?") && operation.front() != '?'};
}

/// Whether a file of the repository, or its template, gives a variable of an entry a value or asks for one.
static bool is_set_by_file(const compose::EnvironmentEntry& entry, std::string_view variable) {
  return entry.source == nullptr || entry.source->origin == nullptr ||
         std::ranges::none_of(entry.source->origin->interpolations, [&](const compose::Interpolation& part) {
           return part.variable == variable && part.source == compose::VariableSource::unset && part.operation.empty();
         });
}

/// Client whose address takes the password from another variable than the server, one that nothing sets: the address
/// has an empty password.
static bool takes_unset_variable(const project::Service& service, const project::Reference& reference, Report& report) {
  const project::Service& server = *reference.to;
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr) return false;
  const std::string_view given = password_variable(*entry, report).name;
  if (given.empty() || is_set_by_file(*entry, given)) return false;
  for (const std::string_view name : known_server(server)->password) {
    const std::string_view wanted = variable_behind(server, name);
    if (wanted.empty() || wanted == given || !is_set_by_file(*server.definition->variable(name), wanted)) continue;
    report
        .at(entry->value_span, "`{}` gives `{}` the value of `{}`, which nothing sets; `{}` is set up with `{}`",
            service.name, server.name, given, server.name, wanted)
        .note(server.definition->variable(name)->span, "Here `{}` gets its password", server.name);
    return true;
  }
  return false;
}

/// A password in a cache's address or beside its host, held against the one that the cache asks for.
static bool check_cache(const project::Service& service, const project::Reference& reference, Report& report) {
  const std::optional<ServerPassword> wanted = redis_password(report.project(), *reference.to);
  const std::optional<Login> given = login_of(report.project(), service, reference);
  if (!wanted.has_value() || !wanted->value.has_value() || !given.has_value() || given->password.empty()) return false;
  // An account of its own has a password of its own.
  if (!given->user.empty() && given->user != "default") return false;
  if (given->password == *wanted->value || *wanted->value == compose::stand_in) return true;
  Builder finding = report.at(reference.span, "`{}` gives `{}` another password than `{}` is set up with", service.name,
                              reference.to->name, reference.to->name);
  if (reference.of_template) finding.confidence(Confidence::possible);
  finding.note(wanted->span, "Here `{}` gets its password", reference.to->name);
  return true;
}

/// The variable behind a password of a server, which may have to be given: `${DB_PASSWORD:?}`.
static std::string_view required_variable_behind(const project::Service& service, std::string_view name) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(name);
  if (entry == nullptr || entry->source == nullptr || entry->source->origin == nullptr || !entry->value_span.valid())
    return {};
  const auto& parts = entry->source->origin->interpolations;
  if (parts.size() != 1) return {};
  const std::string_view operation = parts.front().operation;
  return operation.empty() || operation == ":?" || operation == "?" ? parts.front().variable : std::string_view();
}

/// Another server of the stack whose password a variable is; null when there is none.
static const project::Service* server_with_password(const project::Service& server, std::string_view variable) {
  for (const project::Service* const other : server.stack->services) {
    if (other == &server || !other->active || other->builds || other->image == nullptr) continue;
    for (const compose::EnvironmentEntry& entry : other->definition->environment)
      if (contains(entry.name, "PASS") && required_variable_behind(*other, entry.name) == variable) return other;
    if (other->definition->command.span().valid() && is_server_of(*other, "redis") &&
        std::ranges::any_of(other->definition->command.words,
                            [](std::string_view word) { return contains(word, "requirepass"); }) &&
        contains(variable, "REDIS"))
      return other;
  }
  return nullptr;
}

/// An address with the variable of another password than the one that its server is set up with.
static bool takes_other_variable_in_address(const project::Service& service, const project::Reference& reference,
                                            Report& report) {
  const project::Service& server = *reference.to;
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr) return false;
  const auto [given, has_default] = password_variable(*entry, report);
  if (given.empty() || has_default) return false;
  // Another account has another password.
  const std::optional<Login> login = login_of(report.project(), service, reference);
  if (!login.has_value() || login->user.empty()) return false;
  const std::optional<ServerSetting> user = server_setting(report.project(), server, LoginPart::user, login->user);
  if (!user.has_value() || user->value != login->user || login->user == known_server(server)->superuser) return false;
  for (const std::string_view name : known_server(server)->password) {
    const std::string_view wanted = required_variable_behind(server, name);
    if (wanted.empty()) continue;
    if (wanted == given) return false;
    const std::optional<ServerSetting> value =
        server_setting(report.project(), server, LoginPart::password, login->user);
    if (value.has_value() && !login->password.empty()) return false;
    const project::Service* const owner = server_with_password(server, given);
    // Whoever deploys is asked for both, and may give them one value.
    if (owner == nullptr && is_set_by_file(*entry, given)) return false;
    Builder finding = report.at(entry->span, "`{}` gives `{}` the value of `{}`, but `{}` is set up with `{}`",
                                service.name, server.name, given, server.name, wanted);
    if (owner == nullptr) finding.confidence(Confidence::possible).severity(Severity::medium);
    finding.note(server.definition->variable(name)->span, "Here `{}` gets its password", server.name);
    if (owner != nullptr) finding.note(owner->span, "That is the password of `{}`", owner->name);
    return true;
  }
  return false;
}

/// Client and server that take the password from two variables of which no file knows the values.
static bool takes_other_variable(const project::Service& service, const project::Reference& reference, Report& report) {
  const project::Service& server = *reference.to;
  const std::size_t host = reference.variable.rfind("HOST");
  if (host == std::string_view::npos) return false;
  const std::string own = std::string(reference.variable.substr(0, host)) + "PASSWORD";
  const std::string_view given = variable_behind(service, own);
  // The superuser has a password of its own.
  const std::string prefix(reference.variable.substr(0, host));
  for (const std::string& name : {prefix + "USER", prefix + "USERNAME"})
    if (const compose::EnvironmentEntry* const user = service.definition->variable(name);
        user != nullptr && user->value == known_server(server)->superuser)
      return false;
  for (const std::string_view name : known_server(server)->password) {
    const std::string_view wanted = variable_behind(server, name);
    if (given.empty() || wanted.empty() || given == wanted) continue;
    // A server that gets the client's password under its own name makes an account for it.
    if (server.definition->variable(given) != nullptr) continue;
    report
        .at(service.definition->variable(own)->span, "`{}` gives `{}` the value of `{}`, but `{}` is set up with `{}`",
            service.name, server.name, given, server.name, wanted)
        .confidence(Confidence::possible)
        .severity(Severity::medium)
        .note(server.definition->variable(name)->span, "Here `{}` gets its password", server.name);
    return true;
  }
  return false;
}

/// Client that takes the password of its address from a variable (`://user:${DB_PASSWORD}@`), while the server reads a
/// secret file of its own: whoever deploys has to keep both the same.
static bool takes_variable_for_secret(const project::Service& service, const project::Reference& reference,
                                      Report& report) {
  const project::Service& server = *reference.to;
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr || !entry->value_span.valid() || service.stack->model == nullptr) return false;
  const std::string_view variable = password_variable(*entry, report).name;
  if (variable.empty()) return false;
  for (const std::string_view name : known_server(server)->password) {
    const compose::EnvironmentEntry* const file = server.definition->variable(std::string(name) + "_FILE");
    if (file == nullptr || !file->value.has_value() || !file->value->starts_with("/run/secrets/")) continue;
    const std::string_view secret = project::base_name(*file->value);
    for (const compose::Secret& known : service.stack->model->secrets)
      if (known.name == secret && known.environment) return false;
    report
        .at(entry->span,
            "`{}` gives `{}` the value of `{}`, but `{}` is set up with the secret `{}`; nothing keeps them the same",
            service.name, server.name, variable, server.name, secret)
        .severity(Severity::medium)
        .note(file->span, "Here `{}` gets its password", server.name);
    return true;
  }
  return false;
}

/// Whether the code of a client may make its database when it starts, as the tools of some frameworks do.
static bool may_make_databases(const project::Project& project, const project::Service& service) {
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr || folder->sources.empty()) return true;
  for (const FileId id : folder->sources) {
    const std::string_view path = project.sources[id].path();
    // Rails, Entity Framework and Ecto have commands for it, and so have many of PHP.
    for (const std::string_view ending : {".rb", ".cs", ".ex", ".exs", ".php", ".kt"})
      if (path.ends_with(ending)) return true;
    const std::string text = ascii::lowered(project.sources[id].text());
    for (const std::string_view sign : {"create database", "create_database", "createdatabase", "createdb", "dbcreate"})
      if (contains(text, sign)) return true;
  }
  // Of Rails no more than pages may have been read.
  if (project::manifest_in(project, folder->path, project::Ecosystem::ruby) != nullptr) return true;
  const project::Manifest* const manifest = project::manifest_in(project, folder->path, project::Ecosystem::node);
  if (manifest == nullptr) return false;
  // Of the tools for migrations Prisma makes the database that it does not find, and Sequelize does when it is asked
  // to.
  if (manifest->dependency("prisma") != nullptr) return true;
  return manifest->dependency("sequelize-cli") != nullptr &&
         std::ranges::any_of(manifest->scripts,
                             [](const project::ManifestScript& script) { return contains(script.text, "db:create"); });
}

/// Whether the login stands in variables of the shell or an env file, so that whoever deploys may make the account
/// first.
static bool is_left_to_variables(const project::Project& project, const project::Service& service,
                                 const project::Reference& reference) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(reference.variable);
  if (entry == nullptr || !entry->value_span.valid()) return false;
  const std::string_view text = project.sources.text(entry->value_span);
  return contains(text, "://${") || contains(text, "://$");
}

/// Whether another variable of the client names the database as its server has it: one of the two settings is not read.
static bool is_named_beside(const project::Service& service, const project::Reference& reference,
                            std::string_view database) {
  return std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return entry.name != reference.variable && entry.value.has_value() && *entry.value == database &&
           (contains(entry.name, "DATABASE_NAME") || contains(entry.name, "DB_NAME") ||
            entry.name.ends_with("_DATABASE") || entry.name.ends_with("_DB"));
  });
}

static bool may_hold_login(const project::Service& service, const project::Reference& reference) {
  return reference.to != nullptr && reference.to != &service && reference.to->image != nullptr &&
         !reference.to->builds &&
         (reference.kind == project::ReferenceKind::environment ||
          reference.kind == project::ReferenceKind::configuration || reference.kind == project::ReferenceKind::code ||
          reference.kind == project::ReferenceKind::grafana);
}

template <LoginPart Wanted>
static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (!may_hold_login(service, reference)) continue;
    const project::Service& server = *reference.to;
    if (Wanted == LoginPart::password && is_server_of(server, "redis")) {
      asks = check_cache(service, reference, report) || asks;
      continue;
    }
    const knowledge::DatabaseServer* const known = known_server(server);
    if (known == nullptr) continue;
    if (Wanted == LoginPart::password &&
        (takes_unset_variable(service, reference, report) || takes_other_variable(service, reference, report) ||
         takes_other_variable_in_address(service, reference, report) ||
         takes_variable_for_secret(service, reference, report)))
      return;
    const std::optional<Login> given = login_of(report.project(), service, reference);
    // `<db_username>` of a template is to be filled in.
    if (!given.has_value() || given->user.empty() || given->user.front() == '<') continue;
    const std::optional<ServerSetting> user = server_setting(report.project(), server, LoginPart::user, given->user);
    if (!user.has_value()) continue;
    // Scripts of the first start may make more accounts and databases; which ones is told by what they speak of.
    const bool has_scripts = has_setup_scripts(server);
    asks = true;
    if (Wanted == LoginPart::user) {
      if (given->user == user->value || is_made_by_sql(report.project(), *service.stack, given->user) ||
          (has_scripts && is_made_by_setup(report.project(), server, given->user)))
        continue;
      Builder finding = report.at(reference.span, "`{}` logs in to `{}` as `{}`, but `{}` is set up for `{}`",
                                  service.name, server.name, given->user, server.name, user->value);
      const bool scripts_hide_more = has_scripts && !sets_up_by_plain_sql(report.project(), server);
      if (reference.of_template || user->promised || scripts_hide_more ||
          is_left_to_variables(report.project(), service, reference))
        finding.confidence(Confidence::possible).severity(reference.of_template ? Severity::low : Severity::medium);
      finding.note(user->span.valid() ? user->span : server.span, "Here `{}` gets its user", server.name);
      return;
    }
    // An account that a script of the first start makes opens databases as well; its password is in that script.
    const bool made_by_setup = has_scripts && is_made_by_setup(report.project(), server, given->user);
    if (given->user != user->value && !(Wanted == LoginPart::database && made_by_setup)) continue;
    const std::optional<ServerSetting> wanted = server_setting(report.project(), server, Wanted, given->user);
    if (!wanted.has_value()) continue;
    if (Wanted == LoginPart::password) {
      if (given->password.empty() || given->password == wanted->value) continue;
      Builder finding = report.at(reference.span, "`{}` gives `{}` another password than `{}` is set up with",
                                  service.name, server.name, server.name);
      if (reference.of_template || wanted->promised)
        finding.confidence(Confidence::possible).severity(reference.of_template ? Severity::low : Severity::medium);
      finding.note(wanted->span, "Here `{}` gets its password", server.name);
      return;
    }
    if (given->database.empty() || given->database == wanted->value ||
        std::ranges::find(known->databases, given->database) != known->databases.end() ||
        is_named_beside(service, reference, wanted->value) ||
        is_made_by_sql(report.project(), *service.stack, given->database) ||
        (has_scripts && is_made_by_setup(report.project(), server, given->database)))
      continue;
    Builder finding = report.at(reference.span, "`{}` opens the {} `{}`, but `{}` is set up with `{}`", service.name,
                                server.kind == knowledge::ImageKind::broker ? "virtual host" : "database",
                                given->database, server.name, wanted->value);
    finding.note(wanted->span.valid() ? wanted->span : server.span, "Here `{}` gets its database", server.name);
    // A program may make databases of its own when it starts, where its account has the right to. Programs of known
    // images do not.
    const bool may_make =
        (given->user == known->superuser || known->user_makes_databases) &&
        (service.builds || service.image == nullptr || service.image->kind == knowledge::ImageKind::language) &&
        (known->protocol == "mongodb" || may_make_databases(report.project(), service));
    const bool scripts_hide_more = has_scripts && !sets_up_by_plain_sql(report.project(), server);
    // The installer of an application that logs in as the superuser may well make its own.
    const bool may_install = given->user == known->superuser && !service.builds;
    if (may_make || may_install || reference.of_template || wanted->promised || scripts_hide_more)
      finding.confidence(Confidence::possible).severity(reference.of_template ? Severity::low : Severity::medium);
    return;
  }
  if (!asks) report.skip();
}

extern constinit const FamilyRule family[] = {
    {"database-client-with-other-user",
     {.code = "SW4360",
      .summary = "Client that logs in to a database as a user that it does not have",
      .why = "The server refuses the login, and the program fails when it first needs its data.",
      .remedy = "Name the user that the server is set up with; take both from one variable.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::architecture,
      .strength = "log in as a user that the database has",
      .check = each_service<check<LoginPart::user>>()}},
    {"database-client-with-other-password",
     {.code = "SW4361",
      .summary = "Client with another password than its database",
      .why = "The server refuses the login, and the program fails when it first needs its data.",
      .remedy = "Take both from one variable or one secret.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::architecture,
      .strength = "log in with the password that the database has",
      .check = each_service<check<LoginPart::password>>()}},
    {"database-client-with-other-database",
     {.code = "SW4362",
      .summary = "Client that opens a database which its server is not set up with",
      .why = "The server says that there is no such database, unless something else creates it first.",
      .remedy = "Name the database that the server is set up with; take both from one variable.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::architecture,
      .check = each_service<check<LoginPart::database>>()}},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::database_client
