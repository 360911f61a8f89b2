#include <algorithm>
#include <string>

#include "knowledge/configuration_settings.h"
#include "project/container_files.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/service_settings.h"
#include "rules/lib/made_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configuration_names_missing_file {

/// A folder in which images bring files of their own, or that something else fills.
static bool is_filled_elsewhere(const project::Service& service, std::string_view path) {
  for (const std::string_view folder :
       {"/dev", "/proc", "/etc/ssl", "/etc/pki", "/usr/lib", "/usr/share/ca-certificates", "/opt", "/lib", "/tmp"})
    if (project::is_below(path, folder)) return true;
  const auto is_granted = [&](const compose::SecretGrant& grant) {
    return grant.target == path || base_name(path) == grant.name || base_name(path) == grant.target;
  };
  return std::ranges::any_of(service.definition->configs, is_granted) ||
         std::ranges::any_of(service.definition->secrets, is_granted) ||
         std::ranges::any_of(service.data_paths,
                             [&](std::string_view volume) { return project::is_below(path, volume); });
}

static void check_path(const project::Service& service, const project::SettingsFile& file,
                       const project::ConfigurationSetting& setting, const std::string& path, Report& report) {
  const compose::Mount* const mount = project::mount_over(service, path);
  if (mount == nullptr) {
    if (service.builds || is_filled_elsewhere(service, path)) return;
    report
        .at(setting.value_span, "`{}` reads `{}`, where nothing is mounted and its image has no file", service.name,
            path)
        .note(file.given, "This configuration is mounted");
    return;
  }
  const project::ContainerFile found = project::container_file(report.project(), service, path);
  if (found.state != project::ContainerFile::State::absent || mount->target == path ||
      report.project().path_state(mount->host_path) != project::PathState::directory)
    return;
  // What is made on the spot is no fault of the repository.
  if (project::ignored_if_made(report.project(), found.source_path).valid() ||
      steps_on_file(report.project(), found.source_path).made.valid())
    return;
  report
      .at(setting.value_span, "`{}` reads `{}`, and the folder `{}` that is mounted there has no such file",
          service.name, path, mount->host_path)
      .note(mount->span(), "This is the mount");
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || !service.stack->partial.empty()) return report.skip();
  bool asks = false;
  for (const knowledge::PathSetting& row : knowledge::path_settings()) {
    if (row.image != service.image->name) continue;
    for (const project::SettingsFile& file : project::settings_files(report.project(), service))
      for (const project::ConfigurationSetting& setting : project::settings_in(report.project(), file)) {
        if (!setting.value_span.valid() || setting.value.find_first_of("$*{") != std::string_view::npos) continue;
        const std::string_view value = before(setting.value, ' ');
        if (value.empty() || (!value.starts_with('/') && row.folder.empty())) continue;
        const bool names_file =
            std::ranges::any_of(row.keys, [&](std::string_view key) { return project::is_setting(key, setting.key); });
        if (!names_file) continue;
        asks = true;
        check_path(service, file, setting, project::container_path(row.folder, value), report);
      }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4789",
    .summary = "Configuration that names a file which is not in the container",
    .why = "The program cannot open the file that its configuration names, and ends.",
    .remedy = "Mount the file at the path that the configuration names, or name the one that is there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_names_missing_file
