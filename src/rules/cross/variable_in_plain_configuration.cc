#include "rules/rule.h"

#include <string>

#include "knowledge/program_settings.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::variable_in_plain_configuration {

/// Whether anything between the file and the program may fill it in: a command of another kind, or a template's name.
static bool may_be_filled_in(const project::Service& service, const project::File& file) {
  return service.builds || service.entrypoint.from == project::Provenance::compose ||
         service.command.script != nullptr || contains(base_name(file.path), "tmpl") ||
         contains(base_name(file.path), "template");
}

static bool looks_like_name(std::string_view text) {
  return text.size() > 2 && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos &&
         !is_digit(text.front());
}

/// `${NAME}` in a value. `$1` and `${1}` belong to relabelling, `{{ $labels.x }}` to templates.
static bool check_scalar(const project::Service& service, const yaml::Node& node, Report& report) {
  const std::string_view text = node.text;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) return false;
    const std::string_view name = before(text.substr(at + 2, end - at - 2), ':');
    if (!looks_like_name(name)) continue;
    report
        .at(node.span, "{} puts no variables into this file: `{}` gets the text `{}` as it stands",
            service.image->title, service.name, text.substr(at, end - at + 1))
        .note(service.span, "This service reads the file");
    return true;
  }
  return false;
}

/// True once something was reported. The parser bounds how deep this goes.
static bool check_node(const project::Service& service, const yaml::Node& node, Report& report) {
  const yaml::Node& here = node.resolved();
  if (here.is_scalar()) return check_scalar(service, here, report);
  for (const yaml::Node* const item : here.items)
    if (check_node(service, *item, report)) return true;
  for (const yaml::Entry& entry : here.entries)
    if (entry.key->text != "external_labels" && check_node(service, *entry.value, report)) return true;
  return false;
}

/// Files of servers with a notation of their own. What a setting hands to a shell, as `archive_command` does, the shell
/// fills in. True when the service has any.
static bool check_settings(const project::Service& service, Report& report) {
  if (service.image == nullptr || !is_one_of("postgres mysql mariadb redis", service.image->name)) return false;
  bool any = false;
  for (const project::SettingsFile& file : project::settings_files(report.project(), service))
    for (const project::ConfigurationSetting& setting : project::settings_in(report.project(), file)) {
      any = true;
      if (setting.key.ends_with("_command")) continue;
      const std::size_t at = setting.value.find("${");
      const std::size_t end = at == std::string::npos ? at : setting.value.find('}', at);
      if (end == std::string::npos || !looks_like_name(std::string_view(setting.value).substr(at + 2, end - at - 2)))
        continue;
      report
          .at(setting.value_span, "{} puts no variables into this file: `{}` gets the text `{}` as it stands",
              service.image->title, service.name, setting.value.substr(at, end - at + 1))
          .category(Category::architecture)
          .note(service.span, "This service reads the file");
      return true;
    }
  return any;
}

static void check(const project::Service& service, Report& report) {
  if (check_settings(service, report)) return;
  const knowledge::Expansion* const known =
      service.image != nullptr ? knowledge::expansion(service.image->name) : nullptr;
  if (known == nullptr || known->form != knowledge::Expansion::Form::none) return report.skip();
  bool asks = false;
  for (const project::File* const file : service.mounted_files) {
    if (!is_one_of("prometheus alertmanager traefik", discover::name(file->kind)) || file->yaml == nullptr ||
        file->yaml->root() == nullptr || may_be_filled_in(service, *file))
      continue;
    asks = true;
    if (check_node(service, *file->yaml->root(), report)) return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4656",
    .summary = "Variable in a file whose program puts none in",
    .why = "The text with its dollar sign is taken for the password or address, and nothing that is sent arrives.",
    .remedy =
        "Write the file from a template before the program starts, or use its options for files of secrets, such as "
        "`api_url_file` and `password_file`.",
    .references = "https://prometheus.io/docs/alerting/latest/configuration/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::variable_in_plain_configuration
