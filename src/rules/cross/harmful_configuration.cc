#include <algorithm>
#include <string>

#include "knowledge/operating.h"
#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/once.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::harmful_configuration {

static bool is_published(const project::Service& service, std::uint16_t port) {
  return std::ranges::any_of(service.definition->ports, [&](const compose::Port& mapping) {
    return mapping.on_all_interfaces() && mapping.target == std::to_string(port);
  });
}

static void report_row(const project::Service& service, const knowledge::HarmfulConfiguration& row, Span place,
                       const project::ConfigurationFile& file, Report& report) {
  if (!row.at.empty())
    if (const project::ConfigurationSetting* const setting = setting_of(file, row.at); setting != nullptr)
      place = setting->span;
  Severity severity = row.severity;
  // Who asks nobody for a password and answers neighbours alone is as most are.
  const bool is_reached = service.definition->network_mode.value == "host" || is_published(service, row.port);
  if (row.port != 0 && !is_reached)
    severity = std::min(severity, contains(row.effect, "asks nobody") ? Severity::low : Severity::medium);
  report.at(place, "`{}` {}", service.name, OurWords{row.effect})
      .severity(severity)
      .rung(row.rung)
      .category(row.rung == Rung::connect ? Category::architecture
                : row.rung == Rung::keep  ? Category::orchestration
                                          : Category::security)
      .note(service.span, "`{}` reads this file", service.name);
}

/// Settings of the service itself that speak of the same: a variable called like the key wins over the file.
static bool is_set_elsewhere(const project::Service& service, const knowledge::HarmfulConfiguration& row) {
  return std::ranges::any_of(row.when, [&](std::string_view condition) {
    const std::size_t begin = condition.starts_with('!') ? 1 : 0;
    return service.definition->variable(condition.substr(begin, condition.find_first_of("=~!", begin) - begin)) !=
           nullptr;
  });
}

static bool names_option(const project::Service& service, std::string_view option) {
  if (option.empty()) return true;
  const auto names = [&](std::string_view word) { return contains(word, option); };
  return std::ranges::any_of(service.command.words, names) || std::ranges::any_of(service.entrypoint.words, names);
}

static void check_image(const project::Service& service, Report& report, bool& asks) {
  const bool known = std::ranges::any_of(knowledge::tables::harmful_configurations, [&](const auto& row) {
    return service.image != nullptr && row.image == service.image->name;
  });
  if (!known) return;
  const std::vector<project::ConfigurationFile>& files = once<configurations_of>(report, service);
  ImageSettings settings(service);
  for (const knowledge::HarmfulConfiguration& row : knowledge::tables::harmful_configurations) {
    if (row.image != service.image->name || !row.versions.contains(service.image_reference.tag)) continue;
    if (row.rung != Rung::connect && is_throwaway(service)) continue;
    if (row.rung == Rung::connect && !service.definition->network_mode.value.empty()) continue;
    for (const project::ConfigurationFile& file : files) {
      if (!fits_pattern(row.file, file.path)) continue;
      asks = true;
      Span place = file.settings.front().span;
      if (row.named && !names_option(service, file.path.substr(file.path.rfind('/') + 1))) continue;
      if (!hold(row.when, file, files, place) || is_set_elsewhere(service, row) || !names_option(service, row.option) ||
          !settings.hold(row.settings))
        continue;
      report_row(service, row, place, file, report);
      break;
    }
  }
}

static std::string_view framework_of(std::string_view path) {
  if (path.ends_with(".json")) return "dotnet";
  return contains(path, "config/cable") || contains(path, "config/database") ? "rails" : "spring";
}

/// Whether a variable of the service or the settings of its profile take the place of what a row looks at.
static bool is_overridden(const project::Service& service, const project::ReadFolder& folder,
                          const project::ConfigurationFile& file, const knowledge::HarmfulConfiguration& row) {
  return std::ranges::any_of(row.when, [&](std::string_view condition) {
    if (condition.starts_with('!')) return false;
    const std::string_view key = condition.substr(0, condition.find_first_of("=~!"));
    return project::is_overridden(service, key) || project::is_overridden_by_file(service, folder, file, key);
  });
}

static void check_framework(const project::Service& service, Report& report, bool& asks) {
  if (!has_code(report.project(), service)) return;
  const project::ReadFolder& folder = *project::code_folder(report.project(), service);
  for (const knowledge::HarmfulConfiguration& row : knowledge::tables::harmful_configurations) {
    if (row.framework.empty()) continue;
    for (const project::ConfigurationFile& file : folder.settings) {
      const std::string_view name = file.path.substr(file.path.rfind('/') + 1);
      if (framework_of(file.path) != row.framework || !project::is_loaded(service, file) || file.settings.empty() ||
          !fits_pattern(contains(row.file, "/") ? "*" + std::string(row.file) : std::string(row.file),
                        contains(row.file, "/") ? file.path : name))
        continue;
      asks = true;
      Span place = file.settings.front().span;
      if (hold(row.when, file, folder.settings, place) && !is_overridden(service, folder, file, row))
        report_row(service, row, place, file, report);
    }
  }
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  check_image(service, report, asks);
  check_framework(service, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4819",
    .summary = "Configuration file with a setting that does harm in a container",
    .why =
        "Settings that are right on a machine of one's own shut a container off from its neighbours, open it to "
        "everybody "
        "or let its data go.",
    .remedy = "Change the setting that the message names; the program's manual says what belongs there.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "read a configuration without settings that do harm",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::harmful_configuration
