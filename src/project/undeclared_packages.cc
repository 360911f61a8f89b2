#include "project/undeclared_packages.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>

#include "code/program.h"
#include "knowledge/built_in_modules.h"
#include "project/paths.h"

namespace seaworthy::project {

/// What stands in the way of nobody: modules of Node.js itself, and aliases of paths.
static bool is_package(std::string_view module) {
  const std::string_view first = module.substr(0, module.find('/'));
  if (module.empty() || module.find(':') != std::string_view::npos ||
      module.find_first_of("$ ~#!?\\") != std::string_view::npos)
    return false;
  const char begin = module.front();
  if (begin == '.' || begin == '/' || (begin == '@' && (first == "@" || module.find('/') == std::string_view::npos)))
    return false;
  return !knowledge::tables::modules_of_node.contains(first);
}

DeclaredPackages::DeclaredPackages(const Project& project, code::Tree& tree, std::string_view folder)
    : project_(project), tree_(tree), folder_(folder), manifest_(nearest_manifest(project, folder, Ecosystem::node)) {}

/// Next.js has modules of its own for these names, whether or not anybody installs the packages that are called so.
static bool is_marker_of_next(std::string_view module) { return module == "server-only" || module == "client-only"; }

/// Peers, aliases and what a package above declares count as well. Of a package that has types alone nothing is left
/// when the compiler is done.
bool DeclaredPackages::is_declared(std::string_view name) const {
  const std::string quoted = "\"" + std::string(name) + "\"";
  const std::string types = "\"@types/" + std::string(name) + "\"";
  return std::ranges::any_of(manifests(project_), [&](const Manifest& other) {
    if (other.ecosystem != Ecosystem::node) return false;
    if (other.name && other.name.text == name) return true;
    if (!is_below(folder_, other.folder)) return false;
    const std::string_view text = project_.sources[other.file->source].text();
    return text.find(quoted) != std::string_view::npos || text.find(types) != std::string_view::npos;
  });
}

/// Whether one of the keys below `"paths"` fits a module: `@shop/api/*` has what stands for the star at its end or in
/// its middle. The star alone, which looks for everything in further folders, says of no module that it is one's own.
static bool fits_path(std::string_view settings, std::string_view module) {
  const std::size_t paths = settings.find("\"paths\"");
  if (paths == std::string_view::npos) return false;
  std::size_t at = settings.find('{', paths);
  const std::size_t end = std::min(settings.find('}', std::min(at, settings.size())), settings.size());
  while (at < end) {
    const std::size_t begin = settings.find('"', at);
    if (begin >= end) return false;
    const std::size_t close = settings.find('"', begin + 1);
    if (close >= end) return false;
    at = close + 1;
    const std::size_t next = settings.find_first_not_of(" \t\r\n", at);
    if (next >= end || settings[next] != ':') continue;
    const std::string_view key = settings.substr(begin + 1, close - begin - 1);
    const std::size_t star = key.find('*');
    if (key == module) return true;
    if (star == std::string_view::npos || key == "*") continue;
    const std::string_view head = key.substr(0, star), tail = key.substr(star + 1);
    if (module.size() >= head.size() + tail.size() && module.starts_with(head) && module.ends_with(tail)) return true;
  }
  return false;
}

/// Whether Prisma writes its client into a folder of that name: `output = "../generated/prisma"`.
bool DeclaredPackages::is_made_by_prisma(std::string_view folder, std::string_view name) const {
  const std::optional<std::string> path = join_path(folder, "prisma/schema.prisma");
  const std::optional<code::SourceFile> schema = path.has_value() ? tree_.read(*path) : std::nullopt;
  if (!schema.has_value()) return false;
  const std::size_t output = schema->text.find("output");
  if (output == std::string_view::npos) return false;
  const std::string_view line = schema->text.substr(output, schema->text.find('\n', output) - output);
  return line.find("/" + std::string(name)) != std::string_view::npos;
}

/// Whether a compiler's settings at the sources or above them give a name of paths:
/// `"@domain/*": ["./src/domain/*"]`, or folders that names begin from.
bool DeclaredPackages::is_path_alias(std::string_view module) const {
  const std::size_t slash = module.find('/');
  const std::string whole = "\"" + std::string(module);
  const std::string scope = "\"" + std::string(module.substr(0, slash)) + "/*\"";
  for (std::string_view at = folder_;; at = parent_path(at)) {
    for (const std::string_view name :
         {"tsconfig.json", "tsconfig.base.json", "tsconfig.app.json", "jsconfig.json", "tsconfig.build.json"}) {
      const std::optional<std::string> path = join_path(at, name);
      if (!path.has_value() || project_.path_state(*path) != PathState::file) continue;
      const std::optional<code::SourceFile> settings = tree_.read(*path);
      if (!settings.has_value()) continue;
      if (settings->text.find("\"baseUrl\"") != std::string_view::npos)
        for (const std::string_view base : {"", "src"}) {
          const std::string first = join_path(join_path(at, base).value_or(""), module.substr(0, slash)).value_or("");
          if (tree_.has_folder(first) || !code::resolved_module(tree_, first, true).empty()) return true;
        }
      if (settings->text.find("\"baseUrl\"") != std::string_view::npos &&
          is_made_by_prisma(at, module.substr(0, slash)))
        return true;
      if (settings->text.find("\"paths\"") == std::string_view::npos) continue;
      if (settings->text.find(whole + "\"") != std::string_view::npos ||
          settings->text.find(whole + "/*\"") != std::string_view::npos ||
          settings->text.find(scope) != std::string_view::npos || fits_path(settings->text, module))
        return true;
    }
    if (at.empty()) return false;
  }
}

/// Whether the configuration of a bundler names it, as an alias or as what is left out.
bool DeclaredPackages::is_alias_of_bundler(std::string_view name) const {
  const std::string_view first = name.substr(0, name.find('/'));
  for (const std::string_view stem :
       {"vite.config", "next.config", "webpack.config", "craco.config", "vue.config", "babel.config", "rollup.config"})
    for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs"}) {
      const std::optional<std::string> path = join_path(manifest_->folder, std::string(stem) + std::string(ending));
      if (!path.has_value() || !tree_.has(*path)) continue;
      const std::optional<code::SourceFile> file = tree_.read(*path);
      if (!file.has_value() || file->text.find(first) != std::string_view::npos) return true;
    }
  return false;
}

/// Without a lock file another package may bring it.
bool DeclaredPackages::is_locked(std::string_view name) {
  if (!is_read_ && manifest_->lock != nullptr)
    if (const std::optional<code::SourceFile> lock = tree_.read(manifest_->lock->path); lock.has_value())
      locked_ = locked_names(base_name(manifest_->lock->path), lock->text);
  is_read_ = true;
  return locked_.empty() || locked_.contains(name) || locked_.contains("@types/" + std::string(name));
}

std::string_view DeclaredPackages::undeclared(std::string_view module) {
  if (manifest_ == nullptr || !is_package(module)) return {};
  if (is_marker_of_next(module) && manifest_->dependency("next") != nullptr) return {};
  const std::size_t slash = module.find('/', module.starts_with('@') ? module.find('/') + 1 : 0);
  const std::string_view name = module.substr(0, slash);
  const auto [package, is_new_package] = is_given_.try_emplace(std::string(name), false);
  if (is_new_package) package->second = is_declared(name) || is_locked(name) || is_alias_of_bundler(name);
  if (package->second) return {};
  const auto [alias, is_new_module] = is_path_alias_.try_emplace(std::string(module), false);
  if (is_new_module) alias->second = is_path_alias(module);
  return alias->second ? std::string_view{} : name;
}

}  // namespace seaworthy::project
