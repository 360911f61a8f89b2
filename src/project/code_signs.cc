#include "project/code_signs.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/name_text.h"
#include "code/token.h"
#include "project/application.h"
#include "project/copy_sources.h"
#include "project/framework_settings.h"
#include "project/linking.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "yaml/parse.h"

namespace seaworthy::project {
namespace {

/// Sources of one folder that are looked at, and of all folders together.
constexpr std::size_t most_paths = 4000;
constexpr std::size_t most_files_of_folder = 250;
constexpr std::size_t most_files = 500;

/// Settings for the machines of programmers, which say nothing of a deployment that does not ask for them.
bool is_for_development(std::string_view path) {
  const std::string_view name = base_name(path);
  for (const std::string_view word : {"-dev.", "-local.", ".Development.", ".Local.", "-development."})
    if (name.find(word) != std::string_view::npos) return true;
  return false;
}

/// Settings of frameworks by the names of their files.
bool is_framework_setting(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name.find("-test.") != std::string_view::npos) return false;
  if (path.find("src/test/") != std::string_view::npos || path.find("node_modules/") != std::string_view::npos)
    return false;
  const bool is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
  if (name.starts_with("application") && (is_yaml || name.ends_with(".properties"))) return true;
  if ((name.starts_with("appsettings") || name.starts_with("ocelot")) && name.ends_with(".json")) return true;
  for (const std::string_view known :
       {"cable.yml", "database.yml", "storage.yml", "sidekiq.yml", "mongoid.yml", "cache.yml"})
    if (name == known && base_name(parent_path(path)) == "config") return true;
  return false;
}

bool has_manifest(const Project& project, std::string_view folder) {
  for (const std::string_view child : project.children(folder)) {
    const std::string_view name = base_name(child);
    for (const std::string_view known :
         {"package.json", "pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "manage.py", "go.mod", "Gemfile",
          "pom.xml", "build.gradle", "build.gradle.kts", "composer.json", "Cargo.toml", "artisan", "mix.exs"})
      if (name == known) return true;
    if (name.ends_with(".csproj")) return true;
  }
  return false;
}

/// The nearest folder of a package from a path upwards, not above `top`.
std::string package_folder(const Project& project, std::string_view path, std::string_view top) {
  std::string_view folder = path;
  if (const Project::TreePath* const entry = project.entry(path); entry == nullptr || !entry->directory)
    folder = parent_path(path);
  for (std::string_view at = folder;; at = parent_path(at)) {
    if (has_manifest(project, at)) return std::string(at);
    if (at.empty() || at == top) return std::string(folder);
  }
}

/// The folder of the repository that is mounted over the working directory of an image: a working copy, or a program
/// whose image brings the language alone. Nothing when none of a package is.
std::optional<std::string> mounted_sources(const Project& project, const Service& service) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || service.working_dir.value.empty() ||
        !is_below(service.working_dir.value, mount.target))
      continue;
    const Project::TreePath* const entry = project.entry(mount.host_path);
    if (!mount.host_path.empty() && (entry == nullptr || !entry->directory)) continue;
    if (has_manifest(project, mount.host_path)) return std::string(mount.host_path);
  }
  return std::nullopt;
}

/// The topmost folder of which a container may have what is around the file that it starts: the build's, or of a mount
/// the one that is mounted. Of a single file that is mounted nothing is around it.
std::string_view top_of(const Project& project, const Service& service, std::string_view entry) {
  for (const compose::Mount& mount : service.definition->mounts) {
    if (service.builds || mount.type != compose::MountType::bind || !mount.inside_root) continue;
    if (mount.host_path == entry) return parent_path(entry);
    const Project::TreePath* const mounted = project.entry(mount.host_path);
    if (mounted != nullptr && mounted->directory && is_below(entry, mount.host_path)) return mounted->path;
  }
  return service.build != nullptr ? std::string_view(service.build->directory) : std::string_view();
}

/// `is_guess`: the folder is all that a build is given, whatever of it the image runs.
std::optional<std::string> folder_of(const Project& project, const Service& service, bool& is_guess) {
  is_guess = false;
  if (const Application* const known = application(project, service); known != nullptr)
    return package_folder(project, known->entry, top_of(project, service, known->entry));
  if (service.builds) {
    if (service.dockerfile == nullptr) return std::nullopt;
    // On top of a server's own image there is no code that runs, but settings and pages.
    if (service.image != nullptr && service.image->kind != knowledge::ImageKind::language &&
        service.image->kind != knowledge::ImageKind::distribution)
      return std::nullopt;
    const BuildContext* const context = build_context(project, service);
    if (context == nullptr) return std::nullopt;
    if (std::optional<std::string> mounted = mounted_sources(project, service); mounted.has_value()) return mounted;
    const std::string_view own = parent_path(service.dockerfile->file->path);
    const std::string_view top = context->context;
    if (own != top && is_below(own, top) && has_manifest(project, own)) return std::string(own);
    is_guess = true;
    return std::string(top);
  }
  if (service.image == nullptr || service.image->kind != knowledge::ImageKind::language) return std::nullopt;
  // What is mounted where the program starts comes before other folders.
  for (const bool at_home : {true, false})
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.type == compose::MountType::bind && mount.inside_root &&
          (!at_home || (service.working_dir.value.size() > 1 && is_below(service.working_dir.value, mount.target)))) {
        const Project::TreePath* const entry = project.entry(mount.host_path);
        if (mount.host_path.empty() || (entry != nullptr && entry->directory)) return std::string(mount.host_path);
      }
  return std::nullopt;
}

/// Folders below one that are the contexts of other builds, each with a package of its own: what a build of the whole
/// takes along of them is the code of other programs.
std::vector<std::string_view> folders_of_others(const Project& project, const Service& service, std::string_view top) {
  std::vector<std::string_view> result;
  const std::string_view own = service.build != nullptr ? std::string_view(service.build->directory) : top;
  for (const Dockerfile& dockerfile : project.dockerfiles) {
    if (&dockerfile == service.dockerfile) continue;
    for (const BuildUse& use : dockerfile.builds)
      if (use.context_known && use.context != top && is_below(use.context, top) && !is_below(own, use.context) &&
          has_manifest(project, use.context))
        result.push_back(use.context);
  }
  return result;
}

void read_folder(Linking& linking, code::Tree& tree, ReadFolder& folder, std::string_view top, std::size_t limit,
                 std::span<const std::string_view> of_others, std::size_t& files) {
  for (const std::string_view path : tree.below(top, most_paths)) {
    if (std::ranges::any_of(of_others, [&](std::string_view other) { return is_below(path, other); })) continue;
    if (files >= limit) {
      folder.whole = false;
      return;
    }
    const std::string_view inner = top.empty() ? path : path.substr(top.size() + 1);
    if (is_framework_setting(inner)) {
      // A library leaves the settings to the program.
      if (top != folder.path) continue;
      const std::optional<code::SourceFile> file = tree.read(path);
      if (!file.has_value()) continue;
      ++files;
      const Source& source = linking.project.sources[file->id];
      std::span<const yaml::Node* const> documents;
      if (!path.ends_with(".properties")) {
        documents = yaml::parse(MappedText::whole(source), linking.arena())->documents;
        if (documents.empty()) continue;
      }
      (is_for_development(inner) ? folder.development : folder.settings)
          .push_back(read_configuration(source, documents));
    } else if (code::may_have_signs(inner) && path.find("src-tauri/") == std::string_view::npos) {
      // A program for desktops runs in no container.
      const std::optional<code::SourceFile> file = tree.read(path);
      if (!file.has_value()) continue;
      ++files;
      folder.sources.push_back(file->id);
      const std::vector<code::Sign> found = code::find_signs(*file);
      folder.signs.insert(folder.signs.end(), found.begin(), found.end());
    }
  }
}

}  // namespace

/// Whether several Dockerfiles are built from a folder, so that it has the code of more than one of them.
static bool has_several_programs(const Project& project, std::string_view context) {
  return std::ranges::count_if(project.dockerfiles, [&](const Dockerfile& dockerfile) {
           return std::ranges::any_of(dockerfile.builds,
                                      [&](const BuildUse& use) { return use.context_known && use.context == context; });
         }) > 1;
}

bool is_part_of(const ReadFolder& code, std::string_view folder) {
  if (is_below(folder, code.path) || is_below(code.path, folder)) return true;
  return std::ranges::any_of(code.libraries, [&](const std::string& library) { return is_below(folder, library); });
}

bool has_text(const Project& project, const ReadFolder& folder, std::string_view text) {
  return std::ranges::any_of(folder.sources, [&](FileId source) {
    return project.sources[source].text().find(text) != std::string_view::npos;
  });
}

bool mentions(const Project& project, const ReadFolder& folder, std::string_view word) {
  return std::ranges::any_of(folder.sources, [&](FileId source) {
    return ascii::find_name(project.sources[source].text(), word) != std::string_view::npos;
  });
}

void read_code_folders(Linking& linking, code::Tree& tree, ApplicationTable& table) {
  Project& project = linking.project;
  table.folder_of_services.assign(project.services.size(), -1);
  std::size_t files = 0;
  for (std::size_t index = 0; index < project.services.size(); ++index) {
    const Service& service = project.services[index];
    if (!service.active) continue;
    bool is_guess = false;
    const std::optional<std::string> path = folder_of(project, service, is_guess);
    if (!path.has_value() || (is_guess && has_several_programs(project, *path))) continue;
    auto known = std::ranges::find(table.folders, *path, &ReadFolder::path);
    if (known == table.folders.end()) {
      table.folders.push_back({.path = *path});
      known = std::prev(table.folders.end());
      const std::size_t limit = std::min(most_files, files + most_files_of_folder);
      read_folder(linking, tree, *known, *path, limit, folders_of_others(project, service, *path), files);
      for (const std::string_view library : built_with(project, *path)) {
        if (is_below(library, *path)) continue;
        known->libraries.emplace_back(library);
        read_folder(linking, tree, *known, library, limit, {}, files);
      }
    }
    table.folder_of_services[index] = static_cast<int>(known - table.folders.begin());
  }
}

const ReadFolder* code_folder(const Project& project, const Service& service) {
  if (project.applications == nullptr || service.number >= project.applications->folder_of_services.size())
    return nullptr;
  const int index = project.applications->folder_of_services[service.number];
  return index < 0 ? nullptr : &project.applications->folders[static_cast<std::size_t>(index)];
}

/// Whether a file of settings that a service loads gives what a variable of .NET would: `Section__Key`.
static bool is_in_settings(const Project& project, const Service& service, std::string_view variable) {
  const ReadFolder* const folder = code_folder(project, service);
  if (folder == nullptr) return false;
  std::string key = ascii::lowered(variable);
  for (std::size_t at = key.find("__"); at != std::string::npos; at = key.find("__", at)) key.replace(at, 2, ".");
  return std::ranges::any_of(folder->settings, [&](const ConfigurationFile& file) {
    return is_loaded(service, file) && std::ranges::any_of(file.settings, [&](const ConfigurationSetting& setting) {
             return ascii::lowered(setting.key) == key;
           });
  });
}

bool is_given_nowhere(const Project& project, const Service& service, std::string_view variable) {
  // What is laid over or under the files gives more.
  if (service.stack != nullptr && !service.stack->partial.empty()) return false;
  if (is_in_settings(project, service, variable)) return false;
  if (expected_variable(project, service, variable) != nullptr || has_unknown_variables(project, service)) return false;
  if (service.stage != nullptr && std::ranges::any_of(service.stage->variables, [&](const dockerfile::Variable& given) {
        return given.name == variable;
      }))
    return false;
  if (service.builds && service.stage == nullptr) return false;
  for (const CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (word.find(variable) != std::string_view::npos) return false;
  const Application* const known = application(project, service);
  if (known != nullptr) return !may_be_set_elsewhere(project, service, *known, variable);
  if (service.startup != nullptr &&
      (sets_unknown_variables(*service.startup) ||
       (service.startup->span.valid() &&
        project.sources.text(service.startup->span).find(variable) != std::string_view::npos)))
    return false;
  return service.entrypoint_script == nullptr || !service.entrypoint_script->has_content ||
         project.sources[service.entrypoint_script->source].text().find(variable) == std::string_view::npos;
}

}  // namespace seaworthy::project
