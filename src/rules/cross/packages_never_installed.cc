#include <algorithm>

#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/backups.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/host_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::packages_never_installed {

/// How a language finds the packages of a project.
struct Language {
  std::string_view base;        ///< Row of the base image, in which nothing is installed.
  std::string_view manifest;    ///< File that lists the packages.
  std::string_view folder;      ///< Where they lie beside it; "" elsewhere in the image.
  std::string_view installers;  ///< Programs of which any use may install them.
};
constexpr Language languages[] = {{"node", "package.json", "node_modules", "npm yarn pnpm bun npx corepack"},
                                  {"php", "composer.json", "vendor", "composer composer.phar"},
                                  {"python", "requirements.txt", "", "pip pip3 pipx uv poetry pipenv pdm conda"},
                                  {"ruby", "Gemfile", "", "bundle bundler gem"}};

/// Whether a step, a copied folder or a start script may bring the packages; whoever gets a shell installs them by
/// hand.
static bool brought_by_image_or_start(const project::Service& service, const Language& language, Report& report) {
  if (service.startup != nullptr || service.command.script != nullptr) return true;
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  if (!words.empty() && shell::is_shell(words.front())) return true;
  if (service.dockerfile == nullptr) return false;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const std::string_view program = step.invocation.program;
    if (is_one_of(language.installers, program) || program.ends_with(".sh") ||
        is_one_of("sh bash make just task php python python3 git curl wget tar unzip", program))
      return true;
  }
  for (const project::BuildContext& context : project::build_contexts(report.project(), *service.dockerfile))
    for (const project::CopySource& source : context.sources)
      if (source.state == project::CopyState::from_image || source.stage != nullptr ||
          (!language.folder.empty() && base_name(source.text) == language.folder))
        return true;
  return false;
}

static bool may_be_installed(const project::Service& service, const Language& language, Report& report) {
  if (brought_by_image_or_start(service, language, report)) return true;
  if (language.folder.empty()) return false;
  const std::string path = project::container_path(service.working_dir.value, language.folder);
  if (project::mount_over(service, path) != nullptr) return true;
  return std::ranges::any_of(report.project().tree, [&](const project::Project::TreePath& entry) {
    return entry.directory && base_name(entry.path) == language.folder;
  });
}

/// Whether anything that runs has the packages of PHP installed: an image, a command or a start script of any service.
static bool anything_installs_for_php(const project::Project& project) {
  const auto installs = [](std::string_view text) {
    return contains(text, "composer install") || contains(text, "composer update") ||
           contains(text, "composer require") || contains(text, "composer.phar");
  };
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    if (base_name(service.image_reference.repository) == "composer" ||
        contains(command_text(project, service), "composer"))
      return true;
    return service.stage != nullptr &&
           std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
             return instruction->op == dockerfile::Op::run && installs(project.sources.text(instruction->span));
           });
  });
}

/// Sources that are mounted into an image of their language, and whose packages git leaves out.
static bool check_mounted(const project::Service& service, const Language& language, Report& report) {
  const project::ContainerFile file = project::container_file(report.project(), service, language.manifest);
  if (file.mount == nullptr || file.file == nullptr) return false;
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), project::parent_path(file.source_path), project::Ecosystem::php);
  if (manifest == nullptr || manifest->file != file.file) return false;
  const auto needed = std::ranges::find_if(manifest->dependencies, [](const project::Dependency& dependency) {
    return !dependency.development && dependency.name != "php" && !dependency.name.starts_with("ext-");
  });
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  if (needed == manifest->dependencies.end() || code == nullptr ||
      !project::has_text(report.project(), *code, "vendor/autoload.php"))
    return false;
  const project::ContainerFile packages = project::container_file(report.project(), service, language.folder);
  if (packages.mount != file.mount || packages.state == project::ContainerFile::State::there ||
      once<host_installs>(report).php || once<anything_installs_for_php>(report))
    return true;
  report
      .at(file.mount->span(),
          "`{}` runs these sources without `{}`, which is not in the repository, and nothing installs it", service.name,
          packages.source_path)
      .note(needed->span, "`{}` is listed here", needed->name);
  return true;
}

/// Whether a document has the packages of Node.js installed before the start, beside what its commands say.
static bool told_to_install_for_node(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    if ((file.kind != project::FileKind::readme && file.kind != project::FileKind::documentation) || !file.has_content)
      return false;
    const std::string_view text = project.sources[file.source].text();
    return contains(text, "npm i") || contains(text, "npm ci") || contains(text, "yarn install") ||
           contains(text, "pnpm i") || contains(text, "bun i");
  });
}

/// Whether a service installs them: by its command, or as a job beside the others.
static bool service_installs_for_node(const project::Project& project) {
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    const std::string command = command_text(project, service);
    return contains(command, "install") || contains(command, "npm ci") || contains(command, "npm i");
  });
}

/// The same for a program of Node.js whose folder is mounted over an image that never had the packages.
static bool check_mounted_node(const project::Service& service, const Language& language, Report& report) {
  const project::ContainerFile file = project::container_file(report.project(), service, language.manifest);
  if (file.mount == nullptr || file.file == nullptr) return false;
  const project::Manifest* const manifest =
      project::manifest_in(report.project(), project::parent_path(file.source_path), project::Ecosystem::node);
  if (manifest == nullptr || manifest->file != file.file || manifest->dependencies.empty()) return false;
  const std::span<const std::string_view> words = service.command.words;
  if (words.empty() || (base_name(words.front()) != "node" && !node_call(words).certainly_script)) return false;
  // Under Plug'n'Play the packages lie elsewhere.
  const project::ContainerFile packages = project::container_file(report.project(), service, language.folder);
  if (words.front() == "yarn" && report.project().path_state(".yarn") != project::PathState::missing) return false;
  if (packages.mount != file.mount || packages.state == project::ContainerFile::State::there ||
      brought_by_image_or_start(service, language, report) || once<host_installs>(report).node ||
      once<told_to_install_for_node>(report) || once<service_installs_for_node>(report))
    return true;
  report
      .at(file.mount->span(),
          "`{}` runs these sources without `{}`, which is not in the repository, and nothing installs it", service.name,
          packages.source_path)
      .note(manifest->dependencies.front().span, "`{}` is listed here", manifest->dependencies.front().name);
  return true;
}

static void check(const project::Service& service, Report& report) {
  constexpr const Language& node = languages[0];
  constexpr const Language& php = languages[1];
  const knowledge::Image* const image = service.stage != nullptr ? project::base_image(*service.stage)
                                        : service.builds         ? nullptr
                                                                 : service.image;
  const bool mounted = image != nullptr && image->name == php.base && check_mounted(service, php, report);
  if (mounted) return;
  if (image != nullptr && image->name == node.base && check_mounted_node(service, node, report)) return;
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (base == nullptr) return report.skip();
  bool asks = false;
  for (const Language& language : languages) {
    if (base->name != language.base) continue;
    const project::ContainerFile file = project::container_file(report.project(), service, language.manifest);
    if (file.mount != nullptr || file.image.file == nullptr) continue;
    for (const project::Manifest& manifest : project::manifests(report.project())) {
      if (manifest.file != file.image.file) continue;
      const auto needed = std::ranges::find_if(manifest.dependencies, [](const project::Dependency& dependency) {
        return !dependency.development && dependency.name != "php" && !dependency.name.starts_with("ext-");
      });
      if (needed == manifest.dependencies.end()) continue;
      asks = true;
      if (may_be_installed(service, language, report)) continue;
      report
          .at(service.stage->from->span, "No step of the image of `{}` installs `{}` and what else `{}` lists",
              service.name, needed->name, manifest.file->path)
          .note(needed->span, "It is listed here");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4502",
    .summary = "Image without the packages that its program needs",
    .why = "The program ends at its first import: the manifest is there, and nobody has installed what it lists.",
    .remedy = "Install them in the Dockerfile, or copy them from a stage that does.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::packages_never_installed
