#include <algorithm>

#include "project/application.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::data_dropped_at_start {

/// Settings by which a framework makes its schema anew: `spring.jpa.hibernate.ddl-auto: create-drop`.
static bool drops(const project::ConfigurationSetting& setting) {
  const std::string_view key = setting.key;
  if (key.ends_with("hibernate.ddl-auto") || key.ends_with("hbm2ddl.auto") ||
      key.ends_with("hibernate-orm.database.generation") || key.ends_with("hibernate-orm.schema-management.strategy"))
    return is_one_of("create create-drop drop-and-create", setting.value);
  return (key.ends_with("liquibase.drop-first") || key.ends_with("flyway.clean-at-start")) && setting.value == "true";
}

/// Settings for one profile, which the service does not run: `application-dev.yml`.
static bool is_of_other_profile(const project::Service& service, std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dash = name.find('-');
  if (!name.starts_with("application") || dash == std::string_view::npos) return false;
  const std::string_view profile = name.substr(dash + 1, name.rfind('.') - dash - 1);
  const compose::EnvironmentEntry* const active = service.definition->variable("SPRING_PROFILES_ACTIVE");
  return active == nullptr || !active->value.has_value() || !contains(*active->value, profile);
}

/// Whether the settings of the profile that the service runs give the same key another value.
static bool is_overridden(const project::Service& service, const project::ReadFolder& folder,
                          const project::ConfigurationFile& file, const project::ConfigurationSetting& setting) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (contains(entry.name, "DDL_AUTO") || contains(entry.name, "DDLAUTO") || contains(entry.name, "HBM2DDL"))
      return true;
  for (const project::ConfigurationFile& other : folder.settings)
    if (&other != &file && other.path.size() > file.path.size() && !is_of_other_profile(service, other.path) &&
        other.find(setting.key) != nullptr)
      return true;
  return false;
}

/// `def drop_tables():` around it, or itself: what has such a name is called by whoever means it.
static bool is_called_for_it(const code::Sign& sign, Report& report) {
  const std::string_view text = report.text({sign.span.file, 0, sign.span.end});
  const std::size_t at = text.rfind("def ");
  if (at == std::string_view::npos || (at > 0 && text[at - 1] != '\n' && text[at - 1] != ' ')) return false;
  const std::string_view name = before(text.substr(at + 4), '(');
  for (const std::string_view word : {"drop", "reset", "delete", "clear", "wipe", "destroy", "recreate", "truncate"})
    if (contains(name, word)) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::drops))
    if (!contains(sign->path, "seed") && !contains(sign->path, "reset") && !contains(sign->path, "script") &&
        !contains(sign->path, "commands") && !is_called_for_it(*sign, report) &&
        may_run_at_start(report.project(), service, sign->path))
      report.at(sign->span, "When `{}` starts, this {}; leave the schema to migrations", service.name,
                OurWords{sign->row->effect});
  const project::ReadFolder& folder = *project::code_folder(report.project(), service);
  for (const project::ConfigurationFile& file : folder.settings) {
    if (is_of_other_profile(service, file.path)) continue;
    for (const project::ConfigurationSetting& setting : file.settings)
      if (drops(setting) && !is_overridden(service, folder, file, setting))
        report.at(setting.span, "When `{}` starts, `{}` drops its tables; set `validate` and use migrations",
                  service.name, setting.value);
  }
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (contains(entry.name, "DDL_AUTO") && entry.value.has_value() && is_one_of("create create-drop", *entry.value))
      report.at(entry.span, "When `{}` starts, `{}` drops its tables; set `validate` and use migrations", service.name,
                *entry.value);
}

extern const Rule rule = {
    .code = "SW4812",
    .summary = "Program that deletes its data when it starts",
    .why =
        "Every restart, every update and every crash empties the database; the copies of the nights after hold "
        "nothing.",
    .remedy = "Let migrations change the schema, and keep commands that delete out of what a deployment starts.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::data_dropped_at_start
