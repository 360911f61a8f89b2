#include "rules/rule.h"

#include <algorithm>

#include "knowledge/operating.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::log_path_not_in_container {

/// The folder in front of the first pattern: of `/var/log/app/*.log`, `/var/log/app`.
static std::string_view fixed_folder(std::string_view path) {
  const std::size_t pattern = path.find_first_of("*?{[");
  path = path.substr(0, pattern);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr) return report.skip();
  const auto is_of_image = [&](const knowledge::LogPaths& row) { return row.image == service.image->name; };
  if (std::ranges::none_of(knowledge::tables::log_paths, is_of_image)) return report.skip();
  bool asks = false;
  for (const project::ConfigurationFile& file : once<configurations_of>(report, service))
    for (const project::ConfigurationSetting& setting : file.settings) {
      const bool is_meant = std::ranges::any_of(knowledge::tables::log_paths, [&](const knowledge::LogPaths& row) {
        return is_of_image(row) && (row.only.empty() || fits_pattern(row.only, setting.value)) &&
               std::ranges::any_of(row.keys, [&](std::string_view key) { return fits_pattern(key, setting.key); });
      });
      // TOML and fluent.conf list several in one line.
      std::string_view path = setting.value;
      while (path.starts_with('[') || path.starts_with('"') || path.starts_with(' ')) path.remove_prefix(1);
      path = path.substr(0, path.find_first_of(",\"]"));
      const std::string_view folder = fixed_folder(path);
      if (!is_meant || folder.empty() || !path.starts_with('/') || contains(path, "$")) continue;
      asks = true;
      if (project::mount_over(service, folder) != nullptr) continue;
      // A mount further down may hold what the pattern finds.
      if (std::ranges::any_of(service.definition->mounts,
                              [&](const compose::Mount& mount) { return mount.target.starts_with(folder); }))
        continue;
      report
          .at(setting.span, "`{}` has nothing at `{}`: no mount brings these logs into its container", service.name,
              path)
          .note(service.span, "These are all mounts of `{}`", service.name);
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4586",
    .summary = "Logs that the shipper's container does not have",
    .why = "The shipper finds no file, says nothing, and the logs are never collected.",
    .remedy = "Mount the volume or folder that the program logs to, read-only, at that path.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "collect logs that their container has",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::log_path_not_in_container
