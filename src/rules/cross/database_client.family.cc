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

static bool is_set(const project::Service& service, std::string_view name) {
  return service.definition->variable(name) != nullptr ||
         service.definition->variable(std::string(name) + "_FILE") != nullptr;
}

/// Accounts and databases beyond the first may be made by scripts that run at the first start.
static bool has_scripts(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
    return mount.target.starts_with("/docker-entrypoint-initdb.d");
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

/// SQL of the repository that speaks of an account makes it, at whatever time it is run.
static bool is_made_by_sql(const project::Project& project, std::string_view user) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.kind == project::FileKind::sql && file.has_content &&
           names_word(project.sources[file.source].text(), user);
  });
}

/// What a server of the MySQL family or PostgreSQL is set up with for clients that log in as `user`.
static std::optional<Setting> expected(const project::Service& server, Part part, std::string_view user) {
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
    if (server.image == nullptr || server.builds || !is_one_of("PostgreSQL MySQL MariaDB", server.image->title))
      continue;
    const std::optional<Setting> own = literal(service, reference.variable);
    if (!own.has_value()) continue;
    const std::optional<UrlCredentials> given = credentials_of_url(own->value);
    if (!given.has_value() || !given->has_user || contains(given->user, "%")) continue;
    const std::optional<Setting> user = expected(server, Part::user, given->user);
    if (!user.has_value() || has_scripts(server)) continue;
    asks = true;
    const bool is_root = given->user == "root" && server.image->title != "PostgreSQL";
    if (Wanted == Part::user) {
      if (given->user == user->value || is_root || is_made_by_sql(report.project(), given->user)) continue;
      Builder finding = report.at(reference.span, "`{}` logs in to `{}` as `{}`, but `{}` is set up for `{}`",
                                  service.name, server.name, given->user, server.name, user->value);
      finding.note(user->span.valid() ? user->span : server.span, "Here `{}` gets its user", server.name);
      return;
    }
    if (given->user != user->value && !is_root) continue;
    const std::optional<Setting> wanted = expected(server, Wanted, given->user);
    if (!wanted.has_value()) continue;
    if (Wanted == Part::password) {
      if (!given->has_password || given->password.empty() || contains(given->password, "%") ||
          given->password == wanted->value)
        continue;
      Builder finding = report.at(reference.span, "`{}` gives `{}` another password than `{}` is set up with",
                                  service.name, server.name, server.name);
      finding.note(wanted->span, "Here `{}` gets its password", server.name);
      return;
    }
    if (given->database.empty() || given->database == wanted->value || given->database == "postgres") continue;
    Builder finding = report.at(reference.span, "`{}` opens the database `{}`, but `{}` is set up with `{}`",
                                service.name, given->database, server.name, wanted->value);
    finding.note(wanted->span.valid() ? wanted->span : server.span, "Here `{}` gets its database", server.name);
    // A program may make databases of its own when it starts.
    finding.confidence(Confidence::possible).severity(Severity::medium);
    return;
  }
  if (!asks) report.skip();
}

extern const FamilyRule family[] = {
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
