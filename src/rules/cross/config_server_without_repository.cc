#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::config_server_without_repository {

constexpr std::string_view server = "spring.cloud.config.server.";

/// The setting by which the sources of a configuration server choose their own folder: the profile `native`. Null when
/// they do not, or name a repository as well.
static const project::ConfigurationSetting* chosen_folder(const project::ReadFolder& folder) {
  const project::ConfigurationSetting* chosen = nullptr;
  for (const project::ConfigurationFile& file : folder.settings) {
    for (const project::ConfigurationSetting& setting : file.settings) {
      if (setting.key == "spring.profiles.active" && contains(setting.value, "native")) chosen = &setting;
      if (setting.key.starts_with("spring.profiles.include") && contains(setting.value, "native")) return nullptr;
      if (setting.key.starts_with(server) && contains(setting.key, ".git.")) return nullptr;
    }
    // A document of its own may choose it again.
    if (!file.further.empty()) return nullptr;
  }
  return chosen;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr || !service.builds) return report.skip();
  const project::ConfigurationSetting* const chosen = chosen_folder(*folder);
  if (chosen == nullptr) return report.skip();
  const bool serves = std::ranges::any_of(folder->settings, [](const project::ConfigurationFile& file) {
    return std::ranges::any_of(file.settings, [](const project::ConfigurationSetting& setting) {
      return std::string_view(setting.key).starts_with(server);
    });
  });
  if (!serves || contains(command_text(project, service), "profiles.active")) return report.skip();
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.name.starts_with("SPRING_CLOUD_CONFIG_SERVER_") || entry.name == "SPRING_APPLICATION_JSON") return;
  const std::optional<project::ContainerVariable> given =
      project::container_variable(service, "SPRING_PROFILES_ACTIVE");
  if (!given.has_value() || given->value.empty() || contains(given->value, "native") || contains(given->value, "$"))
    return;
  report
      .at(given->span.valid() ? given->span : service.span,
          "`{}` takes the place of `native`, and the configuration server of `{}` ends: it asks for a Git repository",
          given->value, service.name)
      .note(chosen->span, "This profile serves the files of the image");
}

extern const Rule rule = {
    .code = "SW4996",
    .summary = "Profile that takes a configuration server its files",
    .why =
        "`SPRING_PROFILES_ACTIVE` does not add to `spring.profiles.active` of the file but replaces it. Without "
        "`native` Spring Cloud Config looks for a Git repository, is told of none and ends; so do all services that "
        "read their settings from it.",
    .remedy = "Name both: `SPRING_PROFILES_ACTIVE: native,docker`.",
    .references = "https://docs.spring.io/spring-cloud-config/reference/server/environment-repository.html",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::config_server_without_repository
