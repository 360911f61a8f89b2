#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "knowledge/package_kinds.h"
#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/variable_readers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::variable_nobody_reads {

/// The server that a name speaks of by its first word; 0 for none. Databases go by several names.
static int server_of(std::string_view name) {
  const std::string_view first = name.substr(0, name.find('_'));
  int number = 0;
  for (const std::string_view group : {"MYSQL MARIADB POSTGRES POSTGRESQL PG DB DATABASE MONGO MONGODB", "REDIS",
                                       "RABBITMQ AMQP", "KAFKA", "NATS", "ELASTICSEARCH"}) {
    ++number;
    if (is_one_of(group, first)) return number;
  }
  return 0;
}

enum class Part : unsigned char { none, address, user, password, database, port };

/// What of a connection a name is by its last word.
static Part part_of(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('_') + 1);
  if (is_one_of("DSN URL URI HOST HOSTNAME ADDR ADDRESS BROKERS SERVERS", last)) return Part::address;
  if (is_one_of("USER USERNAME", last)) return Part::user;
  if (is_one_of("PASSWORD PASS", last)) return Part::password;
  if (is_one_of("NAME DATABASE", last)) return Part::database;
  return last == "PORT" ? Part::port : Part::none;
}

/// Whether a name is that of a part of a connection which only the program's own code can read: MYSQL_DSN, DB_PASSWORD.
/// What frameworks read by themselves has their name in front.
static bool names_connection(std::string_view name) {
  return name.find('_') != std::string_view::npos && !contains(name, "__") && server_of(name) != 0 &&
         !name.starts_with("PG_") && part_of(name) != Part::none;
}

/// Whether a name is that of an address of a program of one's own: API_URL, AUTH_SERVICE_HOST.
static bool names_own_address(std::string_view name) {
  return name.find('_') != std::string_view::npos && !contains(name, "__") && server_of(name) == 0 &&
         part_of(name) == Part::address && !name.starts_with("NEXT_PUBLIC_") && !name.starts_with("VITE_") &&
         !name.starts_with("REACT_APP_");
}

/// Whether a variable gives the address of another service of the stack.
static bool leads_to_neighbour(const project::Service& service, const compose::EnvironmentEntry& entry) {
  const std::size_t scheme = entry.value->find("://");
  if (scheme == std::string_view::npos || !names_own_address(entry.name)) return false;
  const std::string_view rest = std::string_view(*entry.value).substr(scheme + 3);
  const project::Service* const other = service.stack->service(rest.substr(0, rest.find_first_of(":/?")));
  return other != nullptr && other != &service;
}

/// A variable of the same server that the sources ask for in plain text: "MYSQL_HOST".
struct Asked {
  std::string_view name;
  Span span;
};
static std::optional<Asked> asked_instead(const project::Project& project, const project::ReadFolder& code,
                                          std::string_view variable) {
  const std::string begin = '"' + std::string(variable.substr(0, variable.find('_') + 1));
  for (const FileId id : code.sources) {
    const std::string_view text = project.sources[id].text();
    for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
      const std::size_t end = text.find('"', at + 1);
      if (end == std::string_view::npos) break;
      const std::string_view name = text.substr(at + 1, end - at - 1);
      if (!names_connection(name)) continue;
      return Asked{name, {id, static_cast<std::uint32_t>(at + 1), static_cast<std::uint32_t>(end)}};
    }
  }
  return std::nullopt;
}

/// The name of a part of a connection behind a word of the program's own: of APP_DB_HOST, DB_HOST; else the name
/// itself.
static std::string_view without_prefix(std::string_view name) {
  const std::size_t end = name.find('_');
  if (server_of(name) != 0 || end == std::string_view::npos) return name;
  const std::string_view rest = name.substr(end + 1);
  return names_connection(rest) && !name.starts_with("TEST_") ? rest : name;
}

/// A variable that code of Node.js or Python asks for, with the rest of its line, where a default stands.
struct Question {
  Asked asked;
  std::string_view rest;
};

/// Every `process.env.DB_HOST`, `env("DB_HOST")`, `get('DB_HOST')` and field `DB_HOST: str` of the sources, those of
/// tests and comments left out.
static std::vector<Question> questions_of(const project::Project& project, const project::ReadFolder& code) {
  std::vector<Question> result;
  for (const FileId id : code.sources) {
    const std::string_view path = project.sources[id].path();
    if (contains(path, "test") || contains(path, "spec") || contains(path, "mock")) continue;
    const std::string_view text = project.sources[id].text();
    for (std::size_t at = text.find('_'); at != std::string_view::npos;) {
      const auto is_part = [&](std::size_t place) {
        return (text[place] >= 'A' && text[place] <= 'Z') || is_digit(text[place]) || text[place] == '_';
      };
      std::size_t begin = at, end = at;
      while (begin > 0 && is_part(begin - 1)) --begin;
      while (end < text.size() && is_part(end)) ++end;
      at = text.find('_', end);
      if (begin == 0) continue;
      const std::size_t line = text.rfind('\n', begin) + 1;
      const std::string_view before_it = text.substr(line, begin - line);
      // A field of a class of settings, which reads the variable of its name.
      const bool is_field = path.ends_with(".py") && end < text.size() && text[end] == ':' && !before_it.empty() &&
                            ascii::trim(before_it).empty() && contains(text, "BaseSettings");
      const std::string_view marks = path.ends_with(".py") ? "\"'" : "\"'`.";
      if (!is_field && marks.find(text[begin - 1]) == std::string_view::npos) continue;
      const std::string_view name = text.substr(begin, end - begin);
      if (!names_connection(name) && !names_own_address(name)) continue;
      const std::size_t first = before_it.find_first_not_of(" \t");
      if (contains(before_it, "//") || (first != std::string_view::npos && first == before_it.find('*'))) continue;
      result.push_back({{name, {id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}},
                        text.substr(end, std::min(text.find('\n', end), text.size()) - end)});
    }
  }
  return result;
}

/// Whether the default behind a question is what the service is to have: a neighbour's name, or the value itself.
static bool has_fitting_default(const project::Service& service, const Question& question, std::string_view value) {
  if (!value.empty() && contains(question.rest, value)) return true;
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && contains(question.rest, other->name);
  });
}

/// The variable for the same part of a connection that code of Node.js or Python asks for and nothing gives; null where
/// it has the address by another one, which may hold all of it.
static const Question* asked_in_questions(const project::Project& project, const project::Service& service,
                                          const std::vector<Question>& questions,
                                          const compose::EnvironmentEntry& entry) {
  const Question* found = nullptr;
  const std::string_view given_name = without_prefix(entry.name);
  for (const Question& question : questions) {
    const std::string_view name = question.asked.name;
    if (server_of(name) != server_of(given_name)) continue;
    const bool is_given = !project::is_given_nowhere(project, service, name);
    if (is_given && (part_of(name) == part_of(entry.name) || name.ends_with("_URL") || name.ends_with("_URI")))
      return nullptr;
    // API_URL and API_INTERNAL_URL speak of the same.
    if (server_of(name) == 0 && name.substr(0, name.find('_')) != given_name.substr(0, given_name.find('_'))) continue;
    const bool fits =
        given_name == entry.name ? name.starts_with("MONGO") == entry.name.starts_with("MONGO") : name == given_name;
    if (!is_given && fits && part_of(name) == part_of(entry.name)) {
      if (has_fitting_default(service, question, *entry.value)) return nullptr;
      if (found == nullptr) found = &question;
    }
  }
  return found;
}

/// Whether a package reads variables by itself, by names that the program's own sources need not have.
static bool reads_environment(project::Ecosystem ecosystem, std::string_view package) {
  return std::ranges::any_of(knowledge::tables::environment_readers, [&](const knowledge::PackagesOfLanguage& row) {
    return row.language == project::name(ecosystem) && row.packages.contains(package);
  });
}

/// Whether all that reads the variables of a package of Node.js stands in its own sources: no tool with files of its
/// own for them, no package of the same repository.
static bool is_node_with_own_readers(const project::Project& project, const project::ReadFolder& code) {
  const project::Manifest* const package = project::manifest_in(project, code.path, project::Ecosystem::node);
  if (package == nullptr || package->dependencies.empty()) return false;
  return std::ranges::none_of(package->dependencies, [&](const project::Dependency& dependency) {
    if (reads_environment(project::Ecosystem::node, dependency.name)) return true;
    if (dependency.version != "*" && !dependency.version.starts_with("workspace:") &&
        !dependency.version.starts_with("file:") && !dependency.version.starts_with("link:"))
      return false;
    // A package of the same repository that is called like settings, or has a library for them, may read them.
    for (const project::Manifest& own : project::manifests(project))
      if (own.ecosystem == project::Ecosystem::node && own.name.text == dependency.name)
        return contains(own.name.text, "config") || contains(own.name.text, "env") ||
               contains(own.name.text, "setting") ||
               std::ranges::any_of(own.dependencies, [](const project::Dependency& each) { return !each.development; });
    return true;
  });
}

/// Whether all that reads the variables of a program of Python stands in its own sources: no library that reads them by
/// itself, no prefix that is put in front, no walk over all of them.
static bool is_python_with_own_readers(const project::Project& project, const project::ReadFolder& code) {
  const project::Manifest* const manifest = project::manifest_in(project, code.path, project::Ecosystem::python);
  if (manifest == nullptr || manifest->dependencies.empty()) return false;
  for (const project::Dependency& dependency : manifest->dependencies)
    if (reads_environment(project::Ecosystem::python, ascii::lowered(dependency.name))) return false;
  for (const std::string_view walk : {"env_prefix", "env_nested_delimiter", "environ.items", "environ.copy",
                                      "**os.environ", "dict(os.environ", "in os.environ", "alias", "dotenv_values"})
    if (project::has_text(project, code, walk)) return false;
  return true;
}

/// Languages whose programs read a variable by its name, in their own sources.
static bool is_read_by_name(const project::Project& project, const project::ReadFolder& code) {
  using project::Ecosystem;
  const project::Manifest* const module = project::manifest_in(project, code.path, Ecosystem::go);
  if (module != nullptr) return !contains(project.sources[module->file->source].text(), "=> ..");
  return project::manifest_in(project, code.path, Ecosystem::java) != nullptr ||
         project::manifest_in(project, code.path, Ecosystem::dotnet) != nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !service.builds || !code->whole || code->sources.empty()) return report.skip();
  const bool is_asked = !is_read_by_name(project, *code);
  const bool is_node = is_asked && is_node_with_own_readers(project, *code);
  if (is_asked && !is_node && !is_python_with_own_readers(project, *code)) return report.skip();
  VariableReaders readers(project, *code);
  std::optional<std::vector<Question>> questions;
  bool any = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || entry.value->empty() ||
        (!names_connection(is_asked && !is_node ? without_prefix(entry.name) : std::string_view(entry.name)) &&
         !(is_node && leads_to_neighbour(service, entry))))
      continue;
    any = true;
    std::optional<Asked> instead;
    if (is_asked) {
      if (part_of(entry.name) == Part::port) continue;
      if (!questions.has_value()) questions = questions_of(project, *code);
      if (const Question* const question = asked_in_questions(project, service, *questions, entry); question != nullptr)
        instead = question->asked;
    } else {
      instead = asked_instead(project, *code, entry.name);
    }
    if (!instead.has_value() || !project::is_given_nowhere(project, service, instead->name)) continue;
    // Code of Node.js reads variables by their very name.
    if (is_node ? project::mentions(project, *code, entry.name) || readers.may_read_beside_code(entry.name)
                : readers.may_read(entry.name))
      continue;
    Builder finding = report.at(entry.span, "Nothing in the code of `{}` reads `{}`; it asks for `{}`", service.name,
                                entry.name, instead->name);
    finding.note(instead->span, "This is read, and nothing sets it");
    // A start script may bring it from a vault or a file.
    if (service.startup != nullptr || service.entrypoint_script != nullptr)
      finding.severity(Severity::low).confidence(Confidence::possible);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4957",
    .summary = "Variable that the code never reads, beside one that it asks for",
    .why =
        "The program does not see the address or the login that it is given: it takes its own defaults, which lead to "
        "the machine of a programmer, or ends.",
    .remedy = "Give the variable the name that the code reads, or let the code read this one.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "are given the variables that their code reads",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::variable_nobody_reads
