#include "rules/rule.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::file_provider_path_missing {

/// A path that Traefik is told to read routes from.
struct Given {
  std::string_view path;
  Span span;
};

static Given given_path(const project::Service& service) {
  for (const std::string_view word : service.command.words) {
    const std::string small = ascii::lowered(word);
    for (const std::string_view option : {"--providers.file.directory=", "--providers.file.filename="})
      if (small.starts_with(option)) return {word.substr(option.size()), service.command.span};
  }
  for (const project::File* const file : service.mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node* const provider =
        child_ignoring_case(child_ignoring_case(file->yaml->root(), "providers"), "file");
    for (const std::string_view key : {"directory", "filename"})
      if (const yaml::Node* const path = child_ignoring_case(provider, key);
          path != nullptr && path->resolved().is_scalar())
        return {path->resolved().text, path->resolved().span};
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.image->title != "Traefik") return report.skip();
  const Given given = given_path(service);
  if (!given.path.starts_with('/') || contains(given.path, "$")) return report.skip();
  const project::ContainerFile found = project::container_file(report.project(), service, given.path);
  if (found.mount != nullptr && found.state != project::ContainerFile::State::absent) return;
  // What stands in a folder that the repository does not have is for whoever deploys to write.
  if (found.mount != nullptr && found.mount->inside_root) {
    const project::PathState source = report.project().path_state(found.mount->host_path);
    if (source == project::PathState::missing || source == project::PathState::ignored_by_git) return report.skip();
  }
  for (const compose::SecretGrant& grant : service.definition->configs)
    if (grant.target == given.path) return;
  if (std::ranges::any_of(service.definition->mounts,
                          [&](const compose::Mount& mount) { return mount.target.starts_with(given.path); }))
    return;
  Builder finding =
      report.at(given.span, "`{}` reads routes from `{}`, which its container does not have", service.name, given.path);
  if (found.mount != nullptr)
    finding.note(found.mount->span(), "The mount has nothing there");
  else
    finding.note(service.span, "No mount of `{}` has it", service.name);
}

extern const Rule rule = {
    .code = "SW4587",
    .summary = "Routes that Traefik does not find",
    .why = "Traefik logs that it cannot start the provider, and every route of these files answers 404.",
    .remedy = "Mount the folder at the path that the provider names, or correct the path.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "read routes that their container has",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::file_provider_path_missing
