#pragma once

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compose/model.h"
#include "text/source.h"

namespace seaworthy::compose {

/// Value of a variable that is the operator's to know: a valid number, port, path and image name alike.
inline constexpr std::string_view stand_in = "1";
/// The same as a port, on which nothing listens in earnest.
inline constexpr std::uint16_t stand_in_port = 1;

/// Names of the files that Compose loads where it is given none, the first that is there; beside it one of the
/// overrides.
inline constexpr std::string_view default_file_names[] = {"compose.yaml", "compose.yml", "docker-compose.yml",
                                                          "docker-compose.yaml"};
inline constexpr std::string_view override_file_names[] = {
    "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"};
/// Whether a file of this name, without folder, is one that Compose loads where it is given none.
constexpr bool is_default_file(std::string_view name) {
  return std::ranges::find(default_file_names, name) != std::end(default_file_names);
}

/// What a loader may see of the disk: files that discovery has read. Paths are relative to the audited root, `/`
/// separated, normalised; nothing outside the root can be named.
class Files {
 public:
  virtual ~Files() = default;
  /// Parsed YAML of a file, or null when there is none (or it is unreadable).
  virtual const yaml::Stream* yaml(std::string_view path) const = 0;
  /// Bytes of a file (env files), or null.
  virtual const Source* source(std::string_view path) const = 0;
  /// True when a file or folder of that path is in the tree.
  virtual bool exists(std::string_view path) const = 0;
  /// True when exists() can tell about that path. Of what lies outside the root nothing is known by default.
  virtual bool sees(std::string_view path) const {
    return !path.starts_with('/') && path != ".." && !path.starts_with("../");
  }
};

/// One entry point.
struct Request {
  std::vector<std::string> files;  ///< `-f`, relative to the root, in order.
  std::vector<std::string> profiles;
  std::vector<std::string> env_files;  ///< `--env-file`; none: `.env` of the project directory.
  std::string project_directory;       ///< Relative to the root; "" is the root. See has_project_directory.
  bool has_project_directory = false;  ///< Else the folder of the first file.
  std::string project_name;            ///< `-p`, or "".
  /// Name of the root folder: the project's name when nothing else gives one and it lies in the root.
  std::string root_name;
  /// The process environment. Empty for an audit: a report must not depend on who runs it.
  std::vector<std::pair<std::string, std::string>> environment;
  /// Who reads the files. For Swarm only `files`, `project_name`, `environment` and `expected` count: there are no env
  /// files, overrides, includes, extends or profiles.
  Orchestrator orchestrator = Orchestrator::compose;
  Span deployed_at;  ///< Where Swarm is given the files; a note of what it refuses.
  bool interpolate = true;
  bool check = true;              ///< Schema and values; `config --variables` does without.
  bool normalize = true;          ///< Implicit networks, names and dependencies are filled in.
  bool resolve_paths = true;      ///< Paths become relative to the root; those of included files always do.
  std::string working_directory;  ///< Where unresolved paths are looked for, relative to the root.
  bool read_env_files = true;     ///< The `env_file` of services; else they need not exist.
  bool check_references = true;   ///< What services refer to, and what their attributes allow together.
  /// Only these services are run, with what they depend on; also by those that profiles leave out. Empty: all.
  std::vector<std::string> services;
  bool with_dependencies = true;  ///< Of `services`; else also their env files alone are read.
  /// Only a list of names is wanted, for which Compose neither asks for unique container names nor reads the env files
  /// of services that only `services` activates.
  bool for_list = false;
  /// Variables that whoever deploys is told to set (by a template, a CI job, a script); used where nothing else gives
  /// them. For an empty value `stand_in` is taken.
  std::vector<std::pair<std::string, std::string>> expected;
  /// An audit's view: an env file that a template beside it stands for will have been made from it.
  bool templates_are_followed = false;
  /// The files are a part of what will be loaded: what seems undefined may stand in the rest.
  bool is_part = false;
  /// Env files that whoever deploys is told to make, with what says so as the end of a sentence: "has to be made first,
  /// as `README.md` says". They are not taken for missing.
  std::vector<std::pair<std::string, std::string>> promised_files;
};

/// The files that Compose takes when none is named: those of COMPOSE_FILE in `environment` or its env files, else
/// the default file of the folder and its override file. Empty when there is none.
std::vector<std::string> default_files(const Files& files, std::string_view directory, const Request& request = {});
/// The same without COMPOSE_FILE.
std::vector<std::string> conventional_files(const Files& files, std::string_view directory);

/// Loads, merges, interpolates and validates as Compose does. Never fails: errors are in Model::problems, and what
/// could be read is in the model.
const Model* load(const Request& request, const Files& files, Arena& arena);
/// The same once for each set of profiles, in place of `request.profiles`: only which services are active depends on
/// them, so that the files are read and checked once.
std::vector<const Model*> load(const Request& request, std::span<const std::vector<std::string>> profiles,
                               const Files& files, Arena& arena);

}  // namespace seaworthy::compose
