#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "code/conventions.h"
#include "knowledge/renamed_settings.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::setting_renamed_since {

/// What a service is built with, as far as its build file tells.
struct Build {
  int release = 0;        ///< First number of the framework's; 0 when it is not known.
  std::string_view text;  ///< Of the build file.
};

static Build build_of(const project::Project& project, const project::ReadFolder& code) {
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::java || manifest.folder != code.path) continue;
    const std::string_view text = project.sources[manifest.file->source].text();
    if (const int release = code::spring_boot_major(text); release != 0) return {release, text};
  }
  return {};
}

/// Whether a dotted key is a setting, or lies below it; what follows it, with the dot.
static bool is_below_key(std::string_view key, std::string_view setting) {
  return key.starts_with(setting) && (key.size() == setting.size() || key[setting.size()] == '.');
}

/// The variable that gives a dotted key: `spring.data.redis` is SPRING_DATA_REDIS.
static std::string variable_of(std::string_view key) {
  std::string result;
  for (const char c : key)
    if (c != '-') result += c == '.' ? '_' : ascii::to_upper(c);
  return result;
}

/// Whether the new name is given as well, by whatever the service reads.
static bool has_new_name(const project::Service& service, const project::ReadFolder& code,
                         const knowledge::RenamedSetting& row) {
  const std::string variable = variable_of(row.to);
  if (std::ranges::any_of(service.definition->environment,
                          [&](const auto& entry) { return entry.name.starts_with(variable); }))
    return true;
  return std::ranges::any_of(code.settings, [&](const project::ConfigurationFile& file) {
    return project::is_loaded(service, file) &&
           std::ranges::any_of(file.settings, [&](const auto& setting) { return is_below_key(setting.key, row.to); });
  });
}

/// Whether the project asks for a name by itself: `@Value("${spring.data.mongodb.url}")`, `getProperty("...")`.
static bool asks_itself(const project::Project& project, const project::ReadFolder& code, const std::string& name) {
  const std::string placeholder = "${" + name;
  if (project::has_text(project, code, placeholder) || project::has_text(project, code, '"' + name + '"')) return true;
  return std::ranges::any_of(code.settings, [&](const project::ConfigurationFile& file) {
    return std::ranges::any_of(file.settings,
                               [&](const auto& setting) { return contains(setting.value, placeholder); });
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (application == nullptr || code == nullptr) return report.skip();
  const Build build = build_of(project, *code);
  // A library that reads the old names on.
  if (build.release == 0 || contains(build.text, "properties-migrator")) return report.skip();
  for (const knowledge::RenamedSetting& row : knowledge::tables::renamed_settings) {
    if (row.framework != application->program.framework || build.release < row.since ||
        !contains(build.text, row.needs) || has_new_name(service, *code, row))
      continue;
    // Names that no release has read, though they are written often.
    const std::string_view instead = row.since > 0 ? "no more" : "not";
    const std::string variable = variable_of(row.from);
    if (row.since == 0 && (asks_itself(project, *code, std::string(row.from)) || asks_itself(project, *code, variable)))
      continue;
    for (const compose::EnvironmentEntry& entry : service.definition->environment) {
      if (entry.name != variable && !entry.name.starts_with(variable + "_")) continue;
      report.at(entry.span, "{} {} reads `{}` and {} `{}`, so that `{}` goes on without it", OurWords{row.framework},
                build.release, variable_of(row.to) + std::string(entry.name.substr(variable.size())), OurWords{instead},
                entry.name, service.name);
    }
    for (const project::ConfigurationFile& file : code->settings) {
      if (!project::is_loaded(service, file)) continue;
      const auto found =
          std::ranges::find_if(file.settings, [&](const auto& setting) { return is_below_key(setting.key, row.from); });
      if (found == file.settings.end()) continue;
      report.at(found->key_span.valid() ? found->key_span : found->span,
                "{} {} reads `{}` and {} `{}`, so that `{}` goes on without it", OurWords{row.framework}, build.release,
                std::string(row.to) + found->key.substr(row.from.size()), OurWords{instead}, found->key, service.name);
    }
  }
}

extern const Rule rule = {
    .code = "SW4983",
    .summary = "Setting by a name that the framework reads no more",
    .why =
        "The framework does not complain about a name that it does not know. It takes its default, which is most "
        "often `localhost`, and the program asks its own container.",
    .remedy = "Write the setting by its new name.",
    .references = "https://github.com/spring-projects/spring-boot/wiki",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::setting_renamed_since
