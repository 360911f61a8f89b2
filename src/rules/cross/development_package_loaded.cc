#include <algorithm>
#include <iterator>
#include <string_view>

#include "knowledge/program_kinds.h"
#include "project/application.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/once.h"
#include "rules/lib/packed_packages.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::development_package_loaded {

/// "@scope/name" of "@scope/name/part".
static std::string_view package_of(std::string_view module) {
  const std::size_t slash = module.find('/', module.starts_with('@') ? module.find('/') + 1 : 0);
  return module.substr(0, slash);
}

/// Whether a script of the package puts its dependencies into what it builds.
static bool is_bundled(const project::Manifest& manifest) {
  const auto is_bundler = [](std::string_view word) {
    return knowledge::tables::bundling_programs.contains(word.substr(0, word.find('@')));
  };
  // Whatever a file of its own does may put them together as well.
  return std::ranges::any_of(manifest.scripts, [&](const project::ManifestScript& script) {
    if (contains(script.name, "test") || contains(script.name, "lint")) return false;
    const bool builds = contains(script.name, "build");
    return any_script_word(script.text, [&](std::string_view word) {
      const bool is_file =
          word.ends_with(".js") || word.ends_with(".mjs") || word.ends_with(".ts") || word.ends_with(".sh");
      return is_bundler(word) || (builds && is_file);
    });
  });
}

/// Whether a bundler is set up beside a manifest that has no scripts, as Nx leaves it.
static bool has_bundler_beside(const project::Project& project, const project::Manifest& manifest) {
  if (!manifest.scripts.empty()) return false;
  const std::string_view folder = manifest.folder;
  return std::ranges::any_of(knowledge::tables::bundling_programs, [&](std::string_view bundler) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"js", "cjs", "mjs", "ts"},
                               [&](std::string_view ending) {
                                 const std::string path = (folder.empty() ? "" : std::string(folder) + "/") +
                                                          std::string(bundler) + ".config." + std::string(ending);
                                 return project.path_state(path) == project::PathState::file;
                               });
  });
}

static const project::Dependency* dependency(const project::Manifest& manifest, std::string_view name,
                                             bool development) {
  for (const project::Dependency& each : manifest.dependencies)
    if (each.name == name && each.development == development) return &each;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.start.imports.empty() || application->program.sources.empty() ||
      service.stage == nullptr || service.dockerfile == nullptr)
    return report.skip();
  const project::Manifest* const manifest = project::nearest_manifest(
      report.project(), project::parent_path(application->program.sources.front()), project::Ecosystem::node);
  if (manifest == nullptr || is_bundled(*manifest) || has_bundler_beside(report.project(), *manifest))
    return report.skip();
  const NodeInstall install =
      install_in_force(once<build_steps>(report, *service.dockerfile), *service.stage, nullptr, nullptr);
  if (install.step == nullptr) return report.skip();
  if (!install.production) return;
  for (const code::NamedPlace& loaded : application->program.start.imports) {
    const std::string_view name = package_of(loaded.name);
    const project::Dependency* const left_out = dependency(*manifest, name, true);
    if (left_out == nullptr || dependency(*manifest, name, false) != nullptr) continue;
    report
        .at(loaded.span,
            "`{}` loads `{}`, a development dependency that its image is installed without, so it ends at its start",
            service.name, name)
        .note(install.why, "Only production dependencies are left here")
        .note(left_out->span, "`{}` is a development dependency", name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4684",
    .summary = "Program that loads a development dependency",
    .why =
        "The image is installed for production alone, and the program ends with `Cannot find module` as soon as it is "
        "started there, though it runs on every developer's machine.",
    .remedy = "Make the package a dependency, or load it only while developing (`node -r`).",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::development_package_loaded
