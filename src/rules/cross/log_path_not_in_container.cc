#include "rules/rule.h"

#include <algorithm>
#include <functional>

#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::log_path_not_in_container {

using Visit = std::function<void(std::string_view path, Span span)>;

/// Every value of a key, wherever it stands; the parser bounds how deep that is.
static void for_each_value(const yaml::Node& node, std::string_view key, const Visit& visit) {
  const yaml::Node& here = node.resolved();
  for (const yaml::Node* const item : here.items) for_each_value(*item, key, visit);
  for (const yaml::Entry& entry : here.entries) {
    if (entry.key->text == key && entry.value->resolved().is_scalar())
      visit(entry.value->resolved().text, entry.value->resolved().span);
    for_each_value(*entry.value, key, visit);
  }
}

/// The folder in front of the first pattern: of `/var/log/app/*.log`, `/var/log/app`.
static std::string_view fixed_folder(std::string_view path) {
  const std::size_t pattern = path.find_first_of("*?{[");
  path = path.substr(0, pattern);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || !contains(service.image->name, "promtail")) return report.skip();
  bool asks = false;
  for (const project::File* const file : service.mounted_files) {
    if (file->kind != project::FileKind::promtail || file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    for_each_value(*file->yaml->root(), "__path__", [&](std::string_view path, Span span) {
      const std::string_view folder = fixed_folder(path);
      if (folder.empty() || !path.starts_with('/') || contains(path, "$")) return;
      asks = true;
      if (project::mount_over(service, folder) != nullptr) return;
      // A mount further down may hold what the pattern finds.
      if (std::ranges::any_of(service.definition->mounts,
                              [&](const compose::Mount& mount) { return mount.target.starts_with(folder); }))
        return;
      report.at(span, "`{}` has nothing at `{}`: no mount brings these logs into its container", service.name, path)
          .note(service.span, "These are all mounts of `{}`", service.name);
    });
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
