#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/credentials.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::database_client {

enum class Part : unsigned char { user, password, database };

/// A value that the server is set up with.
struct Setting {
  std::string_view value;
  Span span;  ///< Invalid for the image's own choice.
};

/// The literal value of a variable; nothing when it comes from a file, from the caller or from a template.
static std::optional<Setting> literal(const project::Service& service, std::string_view name) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(name);
  if (entry == nullptr || !entry->value.has_value() || entry->value->empty() || contains(*entry->value, "$"))
    return std::nullopt;
  if (entry->source != nullptr && entry->source->origin != nullptr &&
      std::ranges::any_of(entry->source->origin->interpolations, [](const compose::Interpolation& interpolation) {
        return interpolation.source == compose::VariableSource::env_template ||
               interpolation.source == compose::VariableSource::unset;
      }))
    return std::nullopt;
  return Setting{*entry->value, entry->span};
}

/// What a client gives to log in; "" where that is not known.
struct Login {
  std::string user, password, database;
};

/// A value as it is written, each `${...}` shortened to `$`: where that stands, the value is not known.
static std::string with_unknown_parts(std::string_view written) {
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

/// The login that an address gives, or the variables beside a host: DB_HOST with DB_USER.
static std::optional<Login> login_of(const project::Project& project, const project::Service& client,
                                     const project::Reference& reference) {
  const compose::EnvironmentEntry* const entry = client.definition->variable(reference.variable);
  if (entry == nullptr || !entry->value.has_value()) return std::nullopt;
  Login login;
  if (contains(*entry->value, "://")) {
    std::string text(*entry->value);
    if (!literal(client, reference.variable).has_value()) {
      if (!entry->value_span.valid()) return std::nullopt;
      text = with_unknown_parts(project.sources.text(entry->value_span));
    }
    const std::optional<UrlCredentials> given = credentials_of_url(text);
    if (!given.has_value()) return std::nullopt;
    login = {std::string(given->user), std::string(given->password), std::string(given->database)};
    if (!given->has_user) {
      // KC_DB_URL with KC_DB_USERNAME.
      std::string_view prefix = reference.variable;
      if (!prefix.ends_with("_URL")) return std::nullopt;
      prefix.remove_suffix(3);
      for (const std::string_view ending : {"USERNAME", "USER"})
        if (const auto value = literal(client, std::string(prefix) + std::string(ending)); value.has_value())
          login.user = value->value;
    }
  } else {
    std::string_view prefix = reference.variable;
    for (const std::string_view suffix : {"HOST", "HOSTNAME", "URI", "ADDR", "SERVER"})
      if (prefix.ends_with(suffix)) {
        prefix.remove_suffix(suffix.size());
        break;
      }
    if (prefix == reference.variable || !prefix.ends_with('_')) return std::nullopt;
    const auto first_of = [&](std::initializer_list<std::string_view> endings) -> std::string {
      for (const std::string_view ending : endings)
        if (const auto value = literal(client, std::string(prefix) + std::string(ending)); value.has_value())
          return std::string(value->value);
      return {};
    };
    login = {first_of({"USER", "USERNAME"}), first_of({"PASSWORD", "PASS"}),
             first_of({"NAME", "DATABASE", "DB", "DBNAME"})};
  }
  for (std::string* const part : {&login.user, &login.password, &login.database})
    if (contains(*part, "$") || contains(*part, "%")) part->clear();
  if (login.user.empty()) return std::nullopt;
  return login;
}

static bool is_set(const project::Service& service, std::string_view name) {
  return service.definition->variable(name) != nullptr ||
         service.definition->variable(std::string(name) + "_FILE") != nullptr;
}

/// Accounts and databases beyond the first may be made by scripts that run at the first start.
static bool has_scripts(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
    return mount.target.starts_with("/docker-entrypoint-initdb.d") || mount.target.starts_with("/etc/rabbitmq");
  });
}

static bool names_word(std::string_view text, std::string_view word) {
  const auto inside = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !inside(text[at - 1])) && (end == text.size() || !inside(text[end]))) return true;
  }
  return false;
}

/// SQL of the repository that speaks of an account or a database makes it, at whatever time it is run; so does a
/// script or a command of a service that creates something and names it.
static bool is_made_by_sql(const project::Project& project, const project::Stack& stack, std::string_view name) {
  const auto creates = [&](std::string_view text) {
    return (contains(text, "CREATE ") || contains(text, "create ") || contains(text, "createuser") ||
            contains(text, "createdb")) &&
           names_word(text, name);
  };
  for (const project::Service* const service : stack.services)
    for (const project::CommandInForce* const given : {&service->entrypoint, &service->command})
      if (std::ranges::any_of(given->words, creates)) return true;
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if (!file.has_content) return false;
    const std::string_view text = project.sources[file.source].text();
    if (file.kind == project::FileKind::sql) return names_word(text, name);
    return (file.kind == project::FileKind::script || file.kind == project::FileKind::entrypoint) && creates(text);
  });
}

/// What a server is set up with for clients that log in as `user`.
static std::optional<Setting> expected(const project::Service& server, Part part, std::string_view user) {
  if (server.image->title == "RabbitMQ" || server.image->title == "MongoDB") {
    const bool is_broker = server.image->title == "RabbitMQ";
    const std::string_view user_variable = is_broker ? "RABBITMQ_DEFAULT_USER" : "MONGO_INITDB_ROOT_USERNAME";
    switch (part) {
      case Part::user:
        if (is_broker && !is_set(server, user_variable)) return Setting{"guest", {}};
        return literal(server, user_variable);
      case Part::password:
        return literal(server, is_broker ? "RABBITMQ_DEFAULT_PASS" : "MONGO_INITDB_ROOT_PASSWORD");
      case Part::database:
        return std::nullopt;
    }
  }
  const bool is_postgres = server.image->title == "PostgreSQL";
  const std::string_view prefix = is_postgres                                                          ? "POSTGRES_"
                                  : server.image->title == "MariaDB" && is_set(server, "MARIADB_USER") ? "MARIADB_"
                                                                                                       : "MYSQL_";
  const auto name = [&](std::string_view rest) { return std::string(prefix) + std::string(rest); };
  switch (part) {
    case Part::user:
      if (is_set(server, name("USER"))) return literal(server, name("USER"));
      if (is_postgres) return Setting{"postgres", {}};
      return std::nullopt;
    case Part::password:
      if (!is_postgres && user == "root") return literal(server, name("ROOT_PASSWORD"));
      return literal(server, name("PASSWORD"));
    case Part::database:
      if (is_set(server, name(is_postgres ? "DB" : "DATABASE")))
        return literal(server, name(is_postgres ? "DB" : "DATABASE"));
      if (is_postgres) return expected(server, Part::user, user);
      return std::nullopt;
  }
  return std::nullopt;
}

template <Part Wanted>
static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference* const named : neighbours_in_environment(report.project(), service)) {
    const project::Reference& reference = *named;
    const project::Service& server = *reference.to;
    if (server.image == nullptr || server.builds ||
        !is_one_of("PostgreSQL MySQL MariaDB RabbitMQ MongoDB", server.image->title))
      continue;
    const std::optional<Login> given = login_of(report.project(), service, reference);
    if (!given.has_value()) continue;
    const std::optional<Setting> user = expected(server, Part::user, given->user);
    if (!user.has_value() || has_scripts(server)) continue;
    asks = true;
    const bool is_root = given->user == "root" && is_one_of("MySQL MariaDB", server.image->title);
    if (Wanted == Part::user) {
      if (given->user == user->value || is_root || is_made_by_sql(report.project(), *service.stack, given->user))
        continue;
      Builder finding = report.at(reference.span, "`{}` logs in to `{}` as `{}`, but `{}` is set up for `{}`",
                                  service.name, server.name, given->user, server.name, user->value);
      finding.note(user->span.valid() ? user->span : server.span, "Here `{}` gets its user", server.name);
      return;
    }
    if (given->user != user->value && !is_root) continue;
    const std::optional<Setting> wanted = expected(server, Wanted, given->user);
    if (!wanted.has_value()) continue;
    if (Wanted == Part::password) {
      if (given->password.empty() || given->password == wanted->value) continue;
      Builder finding = report.at(reference.span, "`{}` gives `{}` another password than `{}` is set up with",
                                  service.name, server.name, server.name);
      finding.note(wanted->span, "Here `{}` gets its password", server.name);
      return;
    }
    if (given->database.empty() || given->database == wanted->value || given->database == "postgres" ||
        is_made_by_sql(report.project(), *service.stack, given->database))
      continue;
    Builder finding = report.at(reference.span, "`{}` opens the database `{}`, but `{}` is set up with `{}`",
                                service.name, given->database, server.name, wanted->value);
    finding.note(wanted->span.valid() ? wanted->span : server.span, "Here `{}` gets its database", server.name);
    // A program may make databases of its own when it starts, where its account has the right to. Programs of known
    // images do not.
    const bool may_make =
        (is_root || server.image->title == "PostgreSQL") && (service.builds || service.image == nullptr);
    if (may_make) finding.confidence(Confidence::possible).severity(Severity::medium);
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
      .check = each_service<check<Part::user>>()}},
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
      .check = each_service<check<Part::password>>()}},
    {"database-client-with-other-database",
     {.code = "SW4362",
      .summary = "Client that opens a database which its server is not set up with",
      .why = "The server says that there is no such database, unless something else creates it first.",
      .remedy = "Name the database that the server is set up with; take both from one variable.",
      .severity = Severity::high,
      .confidence = Confidence::likely,
      .rung = Rung::connect,
      .category = Category::architecture,
      .check = each_service<check<Part::database>>()}},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::database_client
