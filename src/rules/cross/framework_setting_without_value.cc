#include <vector>

#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::framework_setting_without_value {

/// `production.host`, `production.primary.password`: what a connection cannot do without.
static bool is_needed(std::string_view key) {
  if (!key.starts_with("production.")) return false;
  return is_one_of("host url uri username database", key.substr(key.rfind('.') + 1));
}

/// Whether Rails runs with its settings for production.
static bool is_production(const project::Service& service) {
  const std::optional<project::ContainerVariable> given = project::container_variable(service, "RAILS_ENV");
  return given.has_value() && given->value == "production";
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr || !is_production(service)) return report.skip();
  bool any = false;
  for (const project::ConfigurationFile& file : folder->settings) {
    if (!is_one_of("database.yml mongoid.yml", base_name(file.path))) continue;
    std::vector<const project::ConfigurationSetting*> missing;
    for (const project::ConfigurationSetting& setting : file.settings) {
      if (!is_needed(setting.key) || project::is_overridden(service, setting.key)) continue;
      const project::TemplatedValue value = project::templated_value(setting.value);
      if (value.variable.empty() || value.variable == "?" || !value.value.empty()) continue;
      any = true;
      if (project::is_given_nowhere(project, service, value.variable)) missing.push_back(&setting);
    }
    if (missing.empty()) continue;
    const std::string_view name = project::templated_value(missing.front()->value).variable;
    Builder finding = report.at(missing.front()->span, "Nothing gives `{}` to `{}`, so it has no `{}` to connect with",
                                name, service.name, missing.front()->key.substr(missing.front()->key.rfind('.') + 1));
    constexpr std::size_t most_notes = 4;
    for (std::size_t at = 1; at < missing.size() && at < most_notes; ++at)
      finding.note(missing[at]->span, "Nor `{}`", project::templated_value(missing[at]->value).variable);
    finding.note(service.span, "What `{}` gets", service.name);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4375",
    .summary = "Connection of a framework whose variables nobody supplies",
    .why =
        "Rails takes an absent variable for an empty value and looks for the database on a socket of its own "
        "container. "
        "Migrations fail, and so does every request.",
    .remedy = "Give the variables in `environment`, an env file or the image.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::framework_setting_without_value
