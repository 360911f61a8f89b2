#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/package_programs.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/start_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::console_command_missing {

/// The command that `php artisan` or `bin/console` is given; "" for another program.
static std::string_view console_command(const std::vector<std::string_view>& words) {
  for (std::size_t at = 0; at + 1 < words.size() && at < 3; ++at)
    if (is_one_of("artisan console", base_name(words[at])) && !words[at + 1].starts_with('-')) return words[at + 1];
  return {};
}

/// Whether the packages of a manifest, or what they need in turn, have one.
static bool has_package(const project::Project& project, const project::Manifest& manifest, std::string_view package) {
  if (manifest.dependency(package) != nullptr) return true;
  const code::SourceFile* const lock =
      manifest.lock != nullptr ? project::configuration(project, manifest.lock->path) : nullptr;
  return lock == nullptr || contains(lock->text, "\"" + std::string(package) + "\"");
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Manifest* manifest = nullptr;
  std::vector<std::string_view> said;
  bool asks = false;
  for (const StartCommand& command : start_commands(project, service)) {
    const std::string_view name = console_command(command.words);
    const std::string_view package = knowledge::package_with_program(name, "composer");
    if (name.empty() || package.empty() || std::ranges::find(said, name) != said.end()) continue;
    if (manifest == nullptr) {
      const project::ContainerFile file = project::container_file(project, service, "composer.json");
      const project::File* const found = file.file != nullptr ? file.file : file.image.file;
      if (found != nullptr)
        manifest = project::manifest_in(project, project::parent_path(found->path), project::Ecosystem::php);
      if (manifest == nullptr) return report.skip();
    }
    asks = true;
    if (has_package(project, *manifest, package)) continue;
    said.push_back(name);
    report
        .at(command.span, "`{}` starts `{}`, a command of `{}`, which `{}` does not require", service.name, name,
            package, manifest->file->path)
        .note(manifest->name.span.valid() ? manifest->name.span : service.span, "These are its packages");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4268",
    .summary = "Console command of a package that is not installed",
    .why =
        "The console answers that there are no commands in the namespace, and the worker or server ends with it, "
        "again and again.",
    .remedy = "Require the package, or start the command that the framework has: `queue:work` in place of `horizon`.",
    .references = "https://laravel.com/docs/horizon https://symfony.com/doc/current/messenger.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::console_command_missing
