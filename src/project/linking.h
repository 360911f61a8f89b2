#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "compose/load.h"
#include "project/embedded.h"
#include "project/model.h"
#include "project/named_builds.h"

/// The steps of link(), in order. Each reads what those before it have filled in and fills in its own part.
namespace seaworthy::project {

/// The project while it is being built, with what only the steps need.
struct Linking {
  Project& project;
  unsigned threads = 1;
  /// Where sources of applications are read; null: they are not.
  const FileSystem* disk = nullptr;
  /// By index of Project::files: the scripts in it with what is known when they start; a script file has one.
  std::vector<std::vector<EmbeddedScript>> scripts;
  /// By index of Project::files; null for what is no Dockerfile.
  std::vector<const dockerfile::File*> parsed_dockerfiles;
  /// Inline Dockerfiles by the place of their text: index in Project::dockerfiles.
  std::map<Span, std::size_t> inline_dockerfiles;
  NamedBuilds named_builds;
  std::vector<std::string> submodules;  ///< Folders of those that are not checked out.

  /// Memory for what is made after parsing, by one thread.
  Arena& arena() { return *project.arenas.front(); }
};

/// Parses every file by its kind on all threads.
void parse_files(Linking& linking);
/// Fills Project::manifests.
void read_manifests(Linking& linking);
/// Finds `docker compose` and `docker build` commands in all scripts; fills Project::compose_commands (without their
/// stacks) and Project::build_commands.
void find_commands(Linking& linking);
/// Decides what the stacks are and loads them.
void load_stacks(Linking& linking);
/// Adds to Project::unread what the limits of the parsers and of the Compose loader left unread.
void list_cut_off(Linking& linking);
/// Roles of stacks from names, callers and content; roles of files from their paths and stacks.
void give_roles(Linking& linking);
/// Fills Project::dockerfiles and the commands that build each.
void link_builds(Linking& linking);
/// Fills Project::services with everything in force.
void link_services(Linking& linking);
/// Fills Project::names.
void index_names(Linking& linking);
/// Adds the services to who builds each Dockerfile, with its ignore file and its role.
void finish_builds(Linking& linking);
/// Fills Project::build_contexts.
void find_build_contexts(Linking& linking);
/// Fills Project::standalone_images.
void link_standalone_images(Linking& linking);
/// Fills Project::promised.
void find_promised_variables(Linking& linking);
/// Reads the code that services and standalone images start; fills Project::applications.
void find_applications(Linking& linking);
/// Fills Project::connections.
void find_connections(Linking& linking);
/// Whether a folder and all below it hold Dockerfiles and files that ignore alone.
bool holds_only_dockerfiles(const Project& project, std::string_view folder);

/// Adds to Project::unread the submodules that builds, mounts or env files lead into.
void note_submodules(Linking& linking);
/// Fills File::used_by and File::stacks.
void link_uses(Linking& linking);

/// Path of a Dockerfile as the builder finds it: `dockerfile` where `Dockerfile` is missing.
std::string default_dockerfile(const Project& project, std::string path);
/// Path of the Dockerfile that a service builds, relative to the root; nothing for an inline one, a remote context or
/// one outside the root.
std::optional<std::string> dockerfile_path(const compose::Build& build, const Project& project);
/// The ignore file in force for a build: the Dockerfile's own (`NAME.dockerignore`), else that of the context.
const File* ignore_file_of(const Project& project, const Dockerfile& dockerfile, std::string_view context);

/// The files of a project as the Compose loader asks for them.
class ProjectFiles final : public compose::Files {
 public:
  explicit ProjectFiles(const Project& project) : project_(project) {}
  const yaml::Stream* yaml(std::string_view path) const override;
  const Source* source(std::string_view path) const override;
  bool exists(std::string_view path) const override;
  bool sees(std::string_view path) const override;

 private:
  const Project& project_;
};

}  // namespace seaworthy::project
