#include <algorithm>
#include <string>

#include "knowledge/program_limits.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_key_unknown {

/// `modules.*` is `modules.web`, but nothing below it.
static bool is_section(std::string_view section, std::string_view parent) {
  return std::ranges::count(section, '.') == std::ranges::count(parent, '.') && project::is_setting(section, parent);
}

/// The keys that belong where a dotted key stands; null when they are not known.
static const knowledge::ConfigurationKeys* keys_at(const project::Service& service, std::string_view parent) {
  for (const knowledge::ConfigurationKeys& row : knowledge::configuration_keys())
    if (row.image == service.image->name && row.part.empty() && row.section != knowledge::any_section &&
        (row.section.empty() ? parent.empty() : is_section(row.section, parent)) &&
        row.versions.contains(service.image_reference.tag))
      return &row;
  return nullptr;
}

/// Whether a key may stand in any section of the program's file.
static bool is_known_anywhere(std::string_view image, std::string_view key) {
  return std::ranges::any_of(knowledge::configuration_keys(), [&](const knowledge::ConfigurationKeys& row) {
    return row.image == image && row.section == knowledge::any_section && row.has(key);
  });
}

/// A key that came after the release of the image, or went before it. True when it was reported.
static bool check_release(const project::Service& service, const project::ConfigurationSetting& setting,
                          std::string_view key, const knowledge::VersionRange& known, Report& report) {
  const std::string_view tag = service.image_reference.tag;
  if (known.contains(tag) || contains(tag, "$")) return false;
  // A tag that tells no release at all, as that of a commit does.
  if (constexpr knowledge::VersionRange any_release{"0", ""}; !any_release.contains(tag)) return false;
  const std::string_view title = service.image->title;
  const bool came_later = !known.first.empty() && !(knowledge::VersionRange{known.first, ""}).contains(tag);
  Builder finding =
      came_later ? report.at(setting.key_span, "{} of `{}` does not start with the key `{}`, which came with {}", title,
                             tag, key, known.first)
                 : report.at(setting.key_span, "{} does not start with the key `{}`, which {} was the last to know",
                             title, key, known.last);
  finding.note(service.span, "`{}` reads this file", service.name).confidence(Confidence::likely);
  return true;
}

/// True when the key was reported.
static bool check_setting(const project::Service& service, const project::ConfigurationSetting& setting,
                          Report& report) {
  const std::size_t dot = setting.key.rfind('.');
  const std::string_view whole = setting.key;
  const std::string_view parent = dot == std::string::npos ? std::string_view() : whole.substr(0, dot);
  const std::string_view key = dot == std::string::npos ? whole : whole.substr(dot + 1);
  const knowledge::ConfigurationKeys* const known = keys_at(service, parent);
  if (known == nullptr || key == "<<" || contains(key, "$") || contains(key, "{")) return false;
  if (known->has(key)) {
    const knowledge::VersionRange* const versions = known->versions_of(key);
    return versions != nullptr && check_release(service, setting, key, *versions, report);
  }
  if (is_known_anywhere(service.image->name, key)) return false;
  const std::string_view near = known->nearest(key);
  Builder finding = near.empty()
                        ? report.at(setting.key_span, "{} knows no key `{}` here and does not start with it",
                                    service.image->title, key)
                        : report.at(setting.key_span, "{} knows no key `{}` here and does not start; it knows `{}`",
                                    service.image->title, key, near);
  // A release after the table may know more, but no slip.
  finding.note(service.span, "`{}` reads this file", service.name)
      .confidence(near.empty() ? Confidence::likely : Confidence::certain);
  return true;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || keys_at(service, "") == nullptr) return report.skip();
  bool asks = false;
  for (const project::SettingsFile& file : project::settings_files(report.project(), service)) {
    std::string reported;  // What stands below a key that is refused is refused with it.
    for (const project::ConfigurationSetting& setting : project::settings_in(report.project(), file)) {
      asks = true;
      // An item of a list bears the key of the list.
      if (setting.key_span.begin == setting.value_span.begin) continue;
      if (!reported.empty() && setting.key.starts_with(reported)) continue;
      if (check_setting(service, setting, report)) reported = setting.key + ".";
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4485",
    .summary = "Configuration key that the program does not know",
    .why =
        "Prometheus, its Alertmanager and exporters, Loki, Tempo and collectors read their configuration strictly and "
        "end at "
        "a key that they do not know.",
    .remedy = "Use the key as the program's manual spells it, at the level where it belongs.",
    .references = "https://prometheus.io/docs/prometheus/latest/configuration/configuration/",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_key_unknown
