#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/program_settings.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::configuration_mounted_elsewhere {

/// A file of the kind that the program reads, and where the container has it.
struct Mounted {
  const project::File* file = nullptr;
  const compose::Mount* mount = nullptr;
  std::string place;
};

static bool is_of_kind(const project::File& file, const knowledge::ReadPlaces& wanted) {
  if (discover::name(file.kind) != wanted.kind || (!wanted.file.empty() && base_name(file.path) != wanted.file))
    return false;
  // `Caddyfile.example` lies beside the file that is made of it.
  for (const std::string_view word : {".example", ".sample", ".template", ".dist"})
    if (contains(base_name(file.path), word)) return false;
  if (wanted.section.empty()) return true;
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return false;
  const yaml::Node& root = file.yaml->root()->resolved();
  return root.is_mapping() && root.get(wanted.section) != nullptr;
}

static std::vector<Mounted> mounted_files(const project::Service& service, const knowledge::ReadPlaces& wanted) {
  std::vector<Mounted> found;
  for (const project::File* const file : service.mounted_files) {
    if (!is_of_kind(*file, wanted)) continue;
    for (const compose::Mount& mount : service.definition->mounts) {
      if (mount.type != compose::MountType::bind || !mount.inside_root || !is_below(file->path, mount.host_path))
        continue;
      std::string_view rest = file->path.substr(mount.host_path.size());
      if (rest.starts_with('/')) rest.remove_prefix(1);
      std::string place = rest.empty() ? std::string(mount.target) : project::container_path(mount.target, rest);
      // A deeper mount hides it.
      if (project::mount_over(service, place) == &mount) found.push_back({file, &mount, std::move(place)});
    }
  }
  return found;
}

/// Whether the command or a variable speaks of the file or of a folder that holds it, below the root.
static bool is_named(const project::Service& service, std::string_view place) {
  const auto speaks_of = [&](std::string_view text) {
    for (std::string_view path = place; path.size() > 1; path = parent_path(path)) {
      if (contains(text, path) && path != "/etc") return true;
      if (std::ranges::count(path, '/') <= 2) break;
    }
    return contains(text, base_name(place));
  };
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (given->from == project::Provenance::compose && std::ranges::any_of(given->words, speaks_of)) return true;
  // An env file that is not among the files may.
  if (std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; }))
    return true;
  return std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return !entry.value.has_value() || speaks_of(*entry.value);
  });
}

/// Whether another mounted file of the program, one that the model has not read, may list what is read instead:
/// Logstash's `pipelines.yml`.
static bool may_be_listed(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts,
                             [](const compose::Mount& mount) { return base_name(mount.target) == "pipelines.yml"; });
}

/// Whether another file of the container takes files of this folder in.
static bool is_included(const project::Project& project, const project::Service& service, const Mounted& mounted) {
  const std::string folder(parent_path(mounted.place));
  return std::ranges::any_of(service.mounted_files, [&](const project::File* other) {
    return other != mounted.file && other->has_content && contains(project.sources[other->source].text(), folder);
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || !service.stack->partial.empty() ||
      !service.definition->configs.empty() || service.command.script != nullptr)
    return report.skip();
  bool asks = false;
  for (const knowledge::ReadPlaces& wanted : knowledge::read_places()) {
    if (wanted.image != service.image->name) continue;
    const std::vector<Mounted> mounted = mounted_files(service, wanted);
    if (mounted.empty()) continue;
    asks = true;
    if (may_be_listed(service)) continue;
    if (std::ranges::any_of(mounted, [&](const Mounted& each) {
          return wanted.has(each.place) || is_named(service, each.place) ||
                 is_included(report.project(), service, each);
        }))
      continue;
    const Mounted& first = mounted.front();
    report
        .at(first.mount->span(), "`{}` has `{}` at `{}`, and its program reads `{}`", service.name, first.file->path,
            first.place, wanted.places.front())
        .note({first.file->source, 0, 0}, "This file is not in force");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4661",
    .summary = "Configuration mounted where its program does not look",
    .why = "The program starts with the settings that its image brings, and nobody is told that the file is not read.",
    .remedy = "Mount the file at the place that the program reads, or name it on the command line.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "have their configuration where their program reads it",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configuration_mounted_elsewhere
