#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "knowledge/web_builders.h"
#include "project/application.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::production_install_before_build {

/// Another package that is in the image may bring the program into the node_modules that they share.
static bool brought_by_another(const project::Project& project, const BuildStep& step, std::string_view folder,
                               const project::Manifest& manifest, std::string_view program) {
  for (const project::Manifest& other : project::manifests(project)) {
    if (other.ecosystem != project::Ecosystem::node || &other == &manifest) continue;
    const project::Dependency* const dependency = dependency_with_program(other, program);
    if (dependency == nullptr || dependency->development) continue;
    // From the folder of the one to that of the other, as in the repository.
    std::string way(folder);
    std::string_view from = manifest.folder;
    while (!project::is_below(other.folder, from)) {
      from = project::parent_path(from);
      way += "/..";
    }
    way += "/" + std::string(other.folder.substr(from.empty() ? 0 : std::min(from.size() + 1, other.folder.size()))) +
           "/package.json";
    if (project::image_file(step.image(project), project::container_path("/", way)).file == other.file) return true;
  }
  return false;
}

/// A step of the stage installs the package by its name: `npm install --save-dev typescript`.
static bool is_installed_by_name(const std::vector<BuildStep>& steps, const BuildStep& build,
                                 std::string_view package) {
  for (const BuildStep& step : steps) {
    if (&step == &build) break;
    if (step.stage != build.stage || !knowledge::is_node_package_manager(step.invocation.program)) continue;
    for (const shell::Word& word : step.invocation.arguments)
      if (word.text == package || (word.text.starts_with(package) && word.text.substr(package.size()).starts_with('@')))
        return true;
  }
  return false;
}

/// Where a line imports a package: `import icons from "vite-plugin-icons"`, `const icons =
/// require("vite-plugin-icons")`; npos when it does not. A `require` further inside may stand under a condition.
static std::size_t import_in(std::string_view line, std::string_view package) {
  const std::size_t at = line.find(package);
  if (at == std::string_view::npos || at == 0 || at + package.size() >= line.size()) return std::string_view::npos;
  const char close = line[at + package.size()];
  const bool quoted = (line[at - 1] == '"' || line[at - 1] == '\'') && (close == line[at - 1] || close == '/');
  const bool imports = line.starts_with("import ") && !line.starts_with("import type ");
  const bool requires_it = (line.starts_with("const ") || line.starts_with("var ") || line.starts_with("let ")) &&
                           contains(line, "= require(");
  return quoted && (imports || requires_it) ? at : std::string_view::npos;
}

/// The same for a line that names a plugin: `"@tailwindcss/postcss": {}`, `tailwindcss: {}`, `modules: ['@nuxt/ui']`.
static std::size_t plugin_in(std::string_view line, std::string_view package) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line.substr(first).starts_with("//") || line.substr(first).starts_with('*'))
    return std::string_view::npos;
  for (std::size_t at = line.find(package); at != std::string_view::npos; at = line.find(package, at + 1)) {
    const char open = at > 0 ? line[at - 1] : ' ';
    const char close = at + package.size() < line.size() ? line[at + package.size()] : ' ';
    const bool quoted = (open == '"' || open == '\'') && close == open;
    const bool key = (open == ' ' || open == '\t' || open == '{') && close == ':';
    if (quoted || key) return at;
  }
  return std::string_view::npos;
}

/// What a build loads and the install before it leaves out.
struct LeftOut {
  const project::Dependency* package = nullptr;  ///< Null for nothing.
  Span span;                                     ///< Where the configuration asks for it.
};

/// The development dependency that the configuration of a build program loads.
static LeftOut loaded_by_configuration(const project::Project& project, const BuildStep& step, std::string_view folder,
                                       const project::Manifest& manifest, std::string_view program) {
  for (const knowledge::BuildConfiguration& row : knowledge::tables::build_configurations) {
    if (row.program != program) continue;
    for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs"}) {
      const std::string name = std::string(row.file) + std::string(ending);
      const auto path = project::join_path(manifest.folder, name);
      const code::SourceFile* const file = path.has_value() ? project::configuration(project, *path) : nullptr;
      if (file == nullptr ||
          project::image_file(step.image(project), project::container_path(folder, name)).source_path != *path)
        continue;
      for (std::size_t begin = 0; begin < file->text.size();) {
        const std::size_t end = std::min(file->text.find('\n', begin), file->text.size());
        const std::string_view line = file->text.substr(begin, end - begin);
        for (const project::Dependency& each : manifest.dependencies) {
          if (!each.development) continue;
          std::size_t at = import_in(line, each.name);
          if (at == std::string_view::npos && row.plugins) at = plugin_in(line, each.name);
          if (at == std::string_view::npos) continue;
          const auto offset = static_cast<std::uint32_t>(begin + at);
          return {&each, {file->id, offset, offset + static_cast<std::uint32_t>(each.name.size())}};
        }
        begin = end + 1;
      }
    }
  }
  return {};
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<BuildStep>& steps = once<build_steps>(report, dockerfile);
  bool asks = false;
  for (const BuildStep& step : steps) {
    const InstalledScript found = installed_script(report.project(), steps, step);
    if (found.script == nullptr) continue;
    asks = true;
    if (!found.install.production || may_fail(*step.invocation.node)) continue;
    bool told = false;
    for (const std::string_view program : programs_of_script(*found.manifest, found.script->text)) {
      const project::Dependency* const dependency = dependency_with_program(*found.manifest, program);
      if (dependency == nullptr || !dependency->development || is_installed_by_name(steps, step, dependency->name) ||
          brought_by_another(report.project(), step, found.folder, *found.manifest, program))
        continue;
      report
          .at(step.invocation.span(),
              "`{}` runs `{}`, which the install before it leaves out with the development dependencies",
              found.script->name, program)
          .note(found.install.why, "Only production dependencies are installed here")
          .note(dependency->span, "`{}` is a development dependency", dependency->name)
          .confidence(confidence_of(*step.context));
      told = true;
      break;
    }
    if (told) continue;
    for (const std::string_view program : programs_of_script(*found.manifest, found.script->text)) {
      const LeftOut left_out = loaded_by_configuration(report.project(), step, found.folder, *found.manifest, program);
      if (left_out.package == nullptr || is_installed_by_name(steps, step, left_out.package->name)) continue;
      report
          .at(step.invocation.span(),
              "`{}` loads `{}`, which the install before it leaves out with the development "
              "dependencies",
              found.script->name, left_out.package->name)
          .note(found.install.why, "Only production dependencies are installed here")
          .note(left_out.span, "The configuration of the build asks for it")
          .confidence(confidence_of(*step.context));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4213",
    .summary = "Build after an install without development dependencies",
    .why = "Compilers and bundlers are development dependencies: the build script ends with `not found`.",
    .remedy = "Install everything in the build stage, and copy or prune to production dependencies afterwards.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::production_install_before_build
