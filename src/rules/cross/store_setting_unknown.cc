#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::store_setting_unknown {

/// The name that a line of a configuration sets; "" for a comment, an empty line and what takes another file in.
static std::string_view name_of(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] == '#') return {};
  line.remove_prefix(begin);
  const std::string_view name = line.substr(0, line.find_first_of(" \t=\r"));
  return is_one_of("include include_if_exists include_dir loadmodule user rename-command", name) ? std::string_view{}
                                                                                                 : name;
}

static void check_lines(const project::Service& service, const code::SourceFile& file, const compose::Mount& mount,
                        Report& report) {
  const bool postgres = service.image->option_style == knowledge::OptionStyle::postgres;
  for (std::size_t begin = 0; begin < file.text.size();) {
    const std::size_t end = std::min(file.text.find('\n', begin), file.text.size());
    const std::string_view name = name_of(file.text.substr(begin, end - begin));
    begin = end + 1;
    if (name.empty() || name.find_first_of("${}.%\"'") != std::string_view::npos) continue;
    const std::string option = (postgres ? "-c " : "--") + std::string(name) + (postgres ? "=" : "");
    if (knowledge::accepts_option(*service.image, service.image_reference.tag, option).value_or(true)) continue;
    const auto at = static_cast<std::uint32_t>(name.data() - file.text.data());
    std::string_view near = knowledge::nearest_option(*service.image, option);
    while (near.starts_with('-')) near.remove_prefix(1);
    const Span place = {file.id, at, at + static_cast<std::uint32_t>(name.size())};
    Builder finding = near.empty()
                          ? report.at(place, "{} knows no setting `{}` and does not start", service.image->title, name)
                          : report.at(place, "{} knows no setting `{}` and does not start; it knows `{}`",
                                      service.image->title, name, near);
    finding.note(mount.span(), "`{}` reads the file that is mounted here", service.name);
  }
}

/// Whether some option begins as the setting does. What stands below another name at the top is passed over.
static bool knows_section(const knowledge::Image& image, std::string_view setting) {
  const std::string_view section = before(setting, '.');
  return std::ranges::any_of(image.options, [&](const knowledge::ImageOption& option) {
    const std::string_view name = option.name.starts_with("--") ? option.name.substr(2) : option.name;
    return equal_ignoring_case(before(name, '.'), section);
  });
}

/// A file whose keys are options of the program by other means, such as the static settings of Traefik.
static bool check_keys(const project::Service& service, const project::SettingsFile& file, Report& report) {
  if (!file.row->keys_are_options) return false;
  const std::vector<project::ConfigurationSetting> settings = project::settings_in(report.project(), file);
  for (const project::ConfigurationSetting& setting : settings) {
    // Keys that hold others are told apart by what they hold, and those of a plugin are its own.
    if (!setting.value_span.valid() || contains(setting.key, "plugin") || contains(setting.key, "$") ||
        !knows_section(*service.image, setting.key))
      continue;
    std::string option = "--" + setting.key;
    // Items of a list have a number in an option.
    if (const std::size_t at = option.find(".domains."); at != std::string::npos) option.replace(at, 9, ".domains[0].");
    if (knowledge::accepts_option(*service.image, service.image_reference.tag, option).value_or(true)) continue;
    std::string_view near = knowledge::nearest_option(*service.image, option);
    while (near.starts_with('-')) near.remove_prefix(1);
    // The other release lines know it.
    const bool is_of_other_line = equal_ignoring_case(near, setting.key);
    Builder finding =
        is_of_other_line ? report.at(setting.key_span, "{} knows no setting `{}` in this release and does not start",
                                     service.image->title, setting.key)
        : near.empty()   ? report.at(setting.key_span, "{} knows no setting `{}` and does not start",
                                     service.image->title, setting.key)
                         : report.at(setting.key_span, "{} knows no setting `{}` and does not start; it knows `{}`",
                                     service.image->title, setting.key, near);
    finding.note(file.given, "`{}` reads the file that is put there", service.name);
  }
  return !settings.empty();
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || !service.image->options_complete) return report.skip();
  bool asks = false;
  for (const project::SettingsFile& file : project::settings_files(report.project(), service))
    asks = check_keys(service, file, report) || asks;
  // Only what the command names is certainly read as its configuration.
  if (service.builds) return asks ? void() : report.skip();
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
    const code::SourceFile* const file = project::configuration(report.project(), mount.host_path);
    if (file == nullptr) continue;
    const bool is_named = std::ranges::any_of(service.command.words, [&](std::string_view word) {
      return word == mount.target || word.ends_with("=" + std::string(mount.target));
    });
    if (!is_named) continue;
    asks = true;
    check_lines(service, *file, mount, report);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4496",
    .summary = "Configuration with a setting that its program does not know",
    .why =
        "Redis ends at `Bad directive`, PostgreSQL at `unrecognized configuration parameter`, Traefik at `field not "
        "found`.",
    .remedy = "Spell the setting as the manual of the image's release line does.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::store_setting_unknown
