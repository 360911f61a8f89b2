#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "knowledge/configuration_settings.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_setting_refused {

/// A setting of a service, of one of its files or of its environment.
struct Setting {
  std::string key;
  std::string shown;  ///< Without the name of its section.
  std::string_view value;
  Span span;
  Span file;  ///< What puts the file there; invalid for a variable.
};

/// `default-authentication-plugin` is `default_authentication_plugin`.
static std::string normalised(std::string key, const knowledge::SettingsFile& row) {
  if (row.notation == knowledge::Notation::sections) std::ranges::replace(key, '-', '_');
  return key;
}

/// Options of MySQL and MariaDB, which set what the section of the server does: `--binlog-format=ROW`, or in two words.
static void add_server_options(const project::Service& service, std::vector<Setting>& result) {
  const compose::Command& command = service.definition->command;
  if (service.command.from != project::Provenance::compose || service.command.script != nullptr) return;
  for (std::size_t at = 0; at < command.words.size(); ++at) {
    const std::string_view word = command.words[at];
    if (!word.starts_with("--")) continue;
    const std::string name(before(word.substr(2), '='));
    std::string key = "mysqld." + name;
    std::ranges::replace(key, '-', '_');
    const Span span =
        at < command.word_spans.size() && command.word_spans[at].valid() ? command.word_spans[at] : command.span();
    if (contains(word, "="))
      result.push_back({key, name, word.substr(name.size() + 3), span, {}});
    else if (at + 1 < command.words.size() && !command.words[at + 1].starts_with('-'))
      result.push_back({key, name, command.words[at + 1], span, {}});
  }
}

/// Settings that the command gives as options: `--appendfsync always` of Redis, `-c wal_level=logical` of PostgreSQL.
static void add_options(const project::Service& service, std::vector<Setting>& result) {
  const bool is_postgres = service.image->option_style == knowledge::OptionStyle::postgres;
  const bool has_names_of_file =
      is_postgres || std::ranges::any_of(knowledge::settings_files(), [&](const knowledge::SettingsFile& row) {
        return row.image == service.image->name && row.notation == knowledge::Notation::words &&
               std::ranges::find(row.options, std::string_view()) != row.options.end();
      });
  if (!has_names_of_file || service.command.from != project::Provenance::compose || service.command.script != nullptr ||
      service.entrypoint.from == project::Provenance::compose)
    return;
  const compose::Command& command = service.definition->command;
  for (std::size_t at = 0; at + 1 < command.words.size(); ++at) {
    const std::string_view word = command.words[at], next = command.words[at + 1];
    const std::size_t shown = is_postgres ? at + 1 : at;
    const Span span = shown < command.word_spans.size() && command.word_spans[shown].valid() ? command.word_spans[shown]
                                                                                             : command.span();
    if (is_postgres && word == "-c" && contains(next, "="))
      result.push_back(
          {std::string(before(next, '=')), std::string(before(next, '=')), next.substr(next.find('=') + 1), span, {}});
    else if (!is_postgres && word.starts_with("--"))
      result.push_back({std::string(word.substr(2)), std::string(word.substr(2)), next, span, {}});
  }
}

static std::vector<Setting> settings_of(const project::Project& project, const project::Service& service) {
  std::vector<Setting> result;
  for (const project::SettingsFile& file : project::settings_files(project, service))
    for (const project::ConfigurationSetting& setting : project::settings_in(project, file))
      result.push_back({normalised(setting.key, *file.row),
                        file.row->notation == knowledge::Notation::sections
                            ? setting.key.substr(setting.key.rfind('.') + 1)
                            : setting.key,
                        setting.value, setting.key_span, file.given});
  const bool by_environment = std::ranges::any_of(knowledge::settings_files(), [&](const knowledge::SettingsFile& row) {
    return row.environment && row.image == service.image->name;
  });
  if (by_environment)
    for (const compose::EnvironmentEntry& entry : service.definition->environment)
      if (entry.value.has_value())
        result.push_back({std::string(entry.name), std::string(entry.name), *entry.value, entry.span, {}});
  add_options(service, result);
  if (service.image->option_style == knowledge::OptionStyle::mysql) add_server_options(service, result);
  return result;
}

static bool is_value(std::string_view wanted, std::string_view value) {
  if (wanted.empty()) return true;
  if (wanted.starts_with('~')) return contains(value, wanted.substr(1));
  if (wanted == "!#") return !value.empty() && !is_number(value.substr(value.starts_with('-') ? 1 : 0));
  if (wanted.starts_with('!')) {
    for (std::string_view rest = wanted.substr(1); !rest.empty();) {
      const std::string_view one = before(rest, '|');
      if (equal_ignoring_case(one, value)) return false;
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return !value.empty();
  }
  return equal_ignoring_case(wanted, value);
}

/// The setting that a row refuses; null when there is none.
static const Setting* refused_by(const knowledge::RefusedSetting& row, const std::vector<Setting>& settings) {
  const Setting* found = nullptr;
  for (const Setting& setting : settings) {
    if (!row.unless.empty() && project::is_setting(row.unless, setting.key)) return nullptr;
    if (!project::is_setting(row.key, setting.key) || contains(setting.value, "$")) continue;
    if (row.last)
      found = is_value(row.value, setting.value) ? &setting : nullptr;
    else if (found == nullptr && is_value(row.value, setting.value))
      found = &setting;
  }
  if (found == nullptr || row.beside_key.empty()) return found;
  const bool is_beside = std::ranges::any_of(settings, [&](const Setting& setting) {
    return project::is_setting(row.beside_key, setting.key) && equal_ignoring_case(setting.value, row.beside_value);
  });
  return is_beside ? found : nullptr;
}

/// The clause of a row with the setting's own name in it.
static std::string in_words(std::string_view why, std::string_view name) {
  const std::size_t gap = why.find("{}");
  std::string result(why.substr(0, gap));
  if (gap != std::string_view::npos) result.append(name).append(why.substr(gap + 2));
  return result;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr) return report.skip();
  std::optional<std::vector<Setting>> settings;
  std::vector<const Setting*> reported;
  for (const knowledge::RefusedSetting& row : knowledge::refused_settings()) {
    if (row.image != service.image->name || !row.versions.contains(service.image_reference.tag)) continue;
    if (!settings.has_value()) settings = settings_of(report.project(), service);
    const Setting* const setting = refused_by(row, *settings);
    if (setting == nullptr || std::ranges::find(reported, setting) != reported.end()) continue;
    reported.push_back(setting);
    Builder finding =
        report.at(setting->span, "{} {}", OurWords{service.image->title}, OurWords{in_words(row.why, setting->shown)});
    if (setting->file.valid()) finding.note(setting->file, "`{}` reads the file that is put there", service.name);
    finding.note(service.builds ? service.span : service.definition->image.span(), "This is the image of `{}`",
                 service.name);
  }
  if (!settings.has_value() || settings->empty()) report.skip();
}

extern const Rule rule = {
    .code = "SW4788",
    .summary = "Configuration with a setting that the program refuses",
    .why =
        "A release that gave up a setting ends at the first file that still has it; so does one that is told two "
        "things "
        "which exclude each other.",
    .remedy = "Drop the setting, or set what took its place.",
    .differs = "Each setting is a dated row of the knowledge tables, for the release lines that refuse it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_setting_refused
