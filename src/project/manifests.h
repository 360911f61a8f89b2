#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Package manifests: the facts that rules ask of them, each with its place.
namespace seaworthy::project {

enum class Ecosystem : std::uint8_t { node, python, go, rust, java, ruby, php, dotnet };
std::string_view name(Ecosystem ecosystem);  ///< "node", as rows of knowledge/ call it.
/// The one of such a name; nothing for a language whose manifests are not read.
std::optional<Ecosystem> ecosystem_named(std::string_view name);

/// A value with its place.
struct Fact {
  std::string_view text;
  Span span;
  explicit operator bool() const { return span.valid(); }
};

struct Dependency {
  std::string_view name;
  std::string_view version;  ///< As written: "^4.18.0", ">=2.0", "v1.9.1"; "" when none is given.
  Span span;
  bool development = false;  ///< Left out by a production-only install.
};

/// A version of a language or tool that a file asks for.
struct ToolVersion {
  std::string_view tool;     ///< "node", "python", "go", "java", "ruby", "php", "rust", "dotnet", "npm", "pnpm", "yarn"
  std::string_view version;  ///< As written: ">=20", "1.23", "3.12.1"
  Span span;
  const File* file = nullptr;
};

struct ManifestScript {
  std::string_view name;
  std::string_view text;
  Span span;
};

struct Manifest {
  const File* file = nullptr;
  Ecosystem ecosystem = Ecosystem::node;
  std::string_view folder;  ///< Relative to the root; "" is the root.
  Fact name;                ///< Package, module or project name.
  std::vector<Dependency> dependencies;
  std::vector<ManifestScript> scripts;
  std::vector<Fact> members;  ///< Workspaces, modules, members: folders or patterns as written.
  /// .NET: project files that this one is built with, as written: "..\\Shop.Data\\Shop.Data.csproj".
  std::vector<Fact> references;
  std::vector<ToolVersion> versions;
  /// Lock file in the same folder, or in a folder above that lists this one as a member; null when there is none.
  const File* lock = nullptr;
  bool is_module = false;  ///< package.json: "type": "module"

  const Dependency* dependency(std::string_view wanted) const {
    for (const Dependency& dependency : dependencies)
      if (dependency.name == wanted) return &dependency;
    return nullptr;
  }
  const ManifestScript* script(std::string_view wanted) const {
    for (const ManifestScript& script : scripts)
      if (script.name == wanted) return &script;
    return nullptr;
  }
};

/// All manifests of the repository, by path.
std::span<const Manifest> manifests(const Project& project);
/// The manifest of an ecosystem in a folder; null when there is none.
const Manifest* manifest_in(const Project& project, std::string_view folder, Ecosystem ecosystem);
/// Of the folder or the nearest one above it.
const Manifest* nearest_manifest(const Project& project, std::string_view folder, Ecosystem ecosystem);
/// Whether a folder is named by the members of a manifest ("packages/*").
bool is_member(const Manifest& manifest, std::string_view folder);

/// The folders of the projects of the repository whose code ends in the program of a folder, that one first: those that
/// a project of .NET refers to, the modules of a build with Maven or Gradle, and what these need in turn.
std::vector<std::string_view> built_with(const Project& project, std::string_view folder);

/// What link() keeps of all this.
struct Manifests {
  std::vector<Manifest> all;
};

}  // namespace seaworthy::project
