#include <optional>
#include <string>
#include <vector>

#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/variable_readers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::variable_nobody_reads {

/// Whether a name is that of a part of a connection which only the program's own code can read: MYSQL_DSN, DB_PASSWORD.
/// What frameworks read by themselves has their name in front.
static bool names_connection(std::string_view name) {
  const std::size_t first = name.find('_');
  if (first == std::string_view::npos || contains(name, "__")) return false;
  if (!is_one_of(
          "MYSQL MARIADB POSTGRES POSTGRESQL DB DATABASE REDIS MONGO MONGODB RABBITMQ AMQP KAFKA NATS ELASTICSEARCH",
          name.substr(0, first)))
    return false;
  return is_one_of(
      "DSN URL URI HOST HOSTNAME ADDR ADDRESS PORT USER USERNAME PASSWORD PASS NAME DATABASE BROKERS SERVERS",
      name.substr(name.rfind('_') + 1));
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
  if (code == nullptr || !service.builds || !code->whole || code->sources.empty() || !is_read_by_name(project, *code))
    return report.skip();
  VariableReaders readers(project, *code);
  bool any = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || entry.value->empty() || !names_connection(entry.name)) continue;
    any = true;
    const std::optional<Asked> instead = asked_instead(project, *code, entry.name);
    if (!instead.has_value() || !project::is_given_nowhere(project, service, instead->name)) continue;
    if (readers.may_read(entry.name)) continue;
    report
        .at(entry.span, "Nothing in the code of `{}` reads `{}`; it asks for `{}`", service.name, entry.name,
            instead->name)
        .note(instead->span, "This is read, and nothing sets it");
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
