#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compose/model.h"
#include "discover/classify.h"
#include "dockerfile/ast.h"
#include "knowledge/knowledge.h"
#include "shell/ast.h"
#include "text/source.h"
#include "yaml/node.h"

/// The linked repository: what would run, and where every fact comes from. Built by link(), read-only afterwards.
/// Objects are owned by Project in vectors that no longer change, so pointers between them are stable. All string views
/// point into sources or the project's arenas.
namespace seaworthy::nginx {
struct File;
}

namespace seaworthy::project {

using discover::FileKind;
using discover::Role;

struct ApplicationTable;
struct BuildContexts;
struct ConnectionTable;
struct PromisedTable;
struct Dockerfile;
struct Manifests;
struct Names;
struct Stack;
struct Service;

/// Who uses a file, and where that is said.
struct Use {
  std::string by;        ///< As a user names it: "service `api`", "Makefile target `deploy`", "scripts/deploy.sh".
  Span span;             ///< Where it says so.
  std::string_view how;  ///< "builds", "mounts", "env_file", "runs", "includes", "extends", "copies", "-f" ...
};

/// A file of the deployment with whatever its kind parses to; the other pointers are null. Also a configuration that a
/// Dockerfile writes: its text is a part of that file, whose `source` and `path` it has.
struct File {
  FileId source = FileId::none;
  std::string_view path;
  FileKind kind = FileKind::other;
  std::string_view kind_reason;
  Role role = Role::unknown;
  std::string role_reason;
  std::vector<Use> used_by;
  std::vector<std::uint32_t> stacks;  ///< Stacks that this file is part of or used by, sorted.
  bool executable = false;
  bool ignored = false;     ///< Git ignores it, so whoever clones the repository does not have it.
  bool has_content = true;  ///< False: listed by its name alone.
  const Dockerfile* dockerfile = nullptr;
  const yaml::Stream* yaml = nullptr;     ///< Compose, CI, Prometheus ... and JSON files.
  const shell::Script* script = nullptr;  ///< Scripts; Makefile recipes are `recipes`.
  /// Shell in Makefile recipes, CI `run:` steps, README code blocks, package.json scripts and cron tables.
  std::span<const shell::Script* const> embedded;
  /// What each of `embedded` belongs to, as a user names it: "target `deploy`", "job `build`", "script `start`".
  std::span<const std::string_view> embedded_places;
  const nginx::File* nginx = nullptr;
  /// Configurations of nginx that the Dockerfile writes, or the Dockerfiles inside of the Compose file.
  std::span<const File* const> written;
  const dockerfile::WrittenFile* written_as = nullptr;  ///< Of such a configuration; null for a file of its own.
};

/// A `docker compose`, `docker-compose` or `docker stack deploy` command that some file of the repository holds.
struct ComposeCommand {
  const File* file = nullptr;
  std::string_view place;                     ///< As `File::embedded_places`; "" in a script file.
  Span span;                                  ///< The whole command.
  const shell::Node* node = nullptr;          ///< Null when it stands in a comment.
  std::string_view verb;                      ///< "up", "exec", "deploy" ...; "" when none is given.
  std::span<const std::string_view> files;    ///< `-f`, relative to the root; the default file when none is given.
  bool files_given = false;                   ///< By `-f` or COMPOSE_FILE.
  bool files_known = true;                    ///< False: a file is named by something that only a run can tell.
  std::span<const std::string_view> missing;  ///< Those of `files` that are not in the tree.
  std::string_view directory;                 ///< Working directory relative to the root, where it is known.
  bool directory_known = false;
  std::span<const std::string_view> profiles, env_files;
  bool profiles_known = true;
  std::string_view project_name, project_directory;
  bool has_project_directory = false;
  std::span<const std::string_view> operands;  ///< Words after the verb, options included, variables resolved.
  std::int32_t stack = -1;                     ///< Index of the stack that it acts on; -1 none.
};

/// A `docker build`, `docker buildx build` or build action that some file of the repository holds.
struct BuildCommand {
  const File* file = nullptr;
  std::string_view place;
  Span span;
  const shell::Node* node = nullptr;  ///< Null for a CI action or a bake target.
  std::string_view dockerfile;        ///< Relative to the root.
  std::string_view context;           ///< Relative to the root; "" is the root.
  bool context_known = true;
  bool dockerfile_known = true;
  std::string_view target;
  Span target_span;
  std::span<const std::string_view> tags;  ///< `-t` and `docker tag`, variables resolved as far as literals reach.
  std::span<const std::string_view> platforms;
  std::span<const std::string_view> arguments;  ///< Names of `--build-arg`.
  std::span<const std::string_view> contexts;   ///< Names of `--build-context`, or of `contexts` of a bake target.
  bool pushes = false;
};

/// One context in which a Dockerfile is built.
struct BuildUse {
  const Service* service = nullptr;  ///< Null when a script, CI job or Make target builds it.
  Span span;                         ///< `build:` value or the `docker build` command.
  std::string_view context;          ///< Relative to the root, "" is the root.
  bool context_known = true;         ///< False: outside the root, remote, or an expansion.
  std::string_view target;           ///< "" the last stage.
  Span target_span;
};

/// A Dockerfile (or a `dockerfile_inline` of a Compose file) and who builds it.
struct Dockerfile {
  const dockerfile::File* parsed = nullptr;
  const File* file = nullptr;  ///< The file it stands in (the Compose file for an inline one).
  std::string_view path;       ///< Display path; "compose.yaml (service `api`, inline)".
  bool is_inline = false;
  std::vector<BuildUse> builds;            ///< Empty: nobody builds it as far as files tell.
  std::vector<std::string_view> contexts;  ///< Names of further contexts that some build gives, sorted.
  const File* ignore_file = nullptr;       ///< `.dockerignore` or `NAME.dockerignore` of its (first) context.
  std::vector<std::uint32_t> stacks;       ///< Stacks with a service that builds it.
  Role role = Role::unknown;
};

/// Where a value in force comes from.
enum class Provenance : std::uint8_t { none, compose, dockerfile, base_image, default_value };

/// A value in force with its source; `span` is invalid for base_image and default_value.
template <class T>
struct InForce {
  T value{};
  Span span;
  Provenance from = Provenance::none;
  explicit operator bool() const { return from != Provenance::none; }
};

/// A command line in force, as the engine would start it.
struct CommandInForce {
  std::vector<std::string_view> words;  ///< Shell form: {"/bin/sh", "-c", text} (or the SHELL in force).
  bool shell_form = false;
  const shell::Script* script = nullptr;  ///< Parsed text of a shell form, or of `sh -c text`.
  Span span;
  Provenance from = Provenance::none;
  explicit operator bool() const { return from != Provenance::none; }
};

struct ProbeInForce {
  CommandInForce command;
  bool disabled = false;                                                               ///< NONE or disable: true
  std::int64_t interval = 30'000'000'000, timeout = 30'000'000'000, start_period = 0;  ///< Nanoseconds.
  int retries = 3;
  Span span;
  Provenance from = Provenance::none;  ///< base_image: the public image declares one.
  explicit operator bool() const { return from != Provenance::none && !disabled; }
};

/// A port the container listens on as far as files tell.
struct ContainerPort {
  std::uint16_t port = 0;
  std::string_view protocol = "tcp";
  Span span;
  Provenance from = Provenance::none;
  std::string_view purpose;  ///< From knowledge: "sql", "http"; else "".
};

/// A service of one stack with everything that is in force for it.
///
/// A standalone image is the same for a shipped stage that no Compose file builds: what `docker run` alone would start.
/// Its definition gives nothing, so that ports, mounts and variables are those of the image; whoever runs it may add to
/// them. Only rules that ask for it see one (rules::each_container).
struct Service {
  const compose::Service* definition = nullptr;
  const Stack* stack = nullptr;
  std::string_view name;
  Span span;           ///< Its key in the Compose file; of a standalone image the FROM of its stage.
  bool active = true;  ///< False: left out by the stack's profiles.
  bool standalone = false;
  std::uint32_t number = 0;  ///< Project::container() gives it back.

  const Dockerfile* dockerfile = nullptr;    ///< What it builds; null for an image or when it is not found.
  const dockerfile::Stage* stage = nullptr;  ///< The target stage.
  /// How its image is built; never null. Its own `build:`; where there is none, the `build:` of the service or what the
  /// command says that builds an image of this name (then `source` is that service's, or null).
  const compose::Build* build = nullptr;
  /// The `build:` or the command that `build` is of, of a presumed build the `image:`; invalid for an image that nobody
  /// builds here.
  Span built_at;
  knowledge::Reference image_reference;  ///< `image:`, or the base image at the root of the built stage.
  const knowledge::Image* image =
      nullptr;  ///< Known public image: of `image:` for image services, of the base for built ones.
  /// Whether its image is made here: by its own `build:`, or by a build of the repository that gives the image its
  /// name.
  bool builds = false;
  /// Whether Compose builds the image when it builds the stack: by this service or by a neighbour with the same
  /// `image:`. False for what is pulled, also where a command of the repository makes it.
  bool built_with_stack = false;
  /// Whether no build names its image, which no registry can have either: it is taken for what the one Dockerfile makes
  /// that may be meant.
  bool presumed = false;
  /// What it runs as a whole: for a known image its kind; for built services `web_app` when it listens, else other.
  knowledge::ImageKind kind = knowledge::ImageKind::other;

  InForce<std::string_view> user;  ///< "" or "root" or "0": root. from none: not known (unknown image).
  bool drops_root = false;         ///< Starts as root, and its entrypoint switches to another user.
  InForce<std::string_view> working_dir;
  CommandInForce entrypoint, command;
  ProbeInForce probe;
  std::vector<ContainerPort> ports;
  std::vector<std::string_view> data_paths;  ///< State: known image's, and VOLUMEs of what it builds.
  const File* entrypoint_script = nullptr;   ///< Script of the repository that starts it, when it can be followed.
  /// Parsed text of the script that starts it: of `entrypoint_script`, or written by a heredoc of the Dockerfile.
  const shell::Script* startup = nullptr;
  std::vector<const File*>
      mounted_files;  ///< Files of the repository that are bind-mounted, configs and secrets included.

  /// True when it is certain that it runs as root, false when certain that it does not (or that it starts as root and
  /// switches to another user), nothing when not known.
  std::optional<bool> runs_as_root() const;
  /// Whether what is here of it is laid over a file of the repository that has its image or build, or extends what
  /// could not be read: what is absent here may stand there.
  bool is_fragment() const;
  /// True when any port is published beyond loopback.
  bool published() const;
  /// Whether the program is in the final image: from knowledge and the packages the Dockerfile installs.
  std::optional<bool> has_tool(std::string_view program) const;
};

/// A way of starting a part of the repository: a Compose file (with its override), or an `-f a -f b` of a script.
struct Stack {
  std::uint32_t index = 0;
  std::string name;  ///< "compose.prod.yml", "compose.yml + compose.dev.yml", "... (profile debug)"
  Role role = Role::unknown;
  std::string role_reason;
  std::vector<const File*> files;  ///< In load order.
  std::vector<std::string_view> profiles;
  Span entry;  ///< Where the combination is used (a script line); invalid: by default.
  /// Why this is not all that will be loaded: the files are laid over others, or a program fills them in first. What
  /// seems missing may be elsewhere, and relative paths may lead from another folder. "" for a whole stack.
  std::string partial;
  bool from_template = false;  ///< Partial because its files are templates.
  /// Its project directory is the folder from which its own paths lead; no command of the repository says so.
  bool directory_from_paths = false;
  const compose::Model* model = nullptr;
  std::vector<const Service*> services;  ///< Active and inactive, by name.
  const Service* service(std::string_view wanted) const {
    for (const Service* service : services)
      if (service->name == wanted) return service;
    return nullptr;
  }
};

/// Whether a path of the tree is there.
enum class PathState : std::uint8_t { file, directory, missing, ignored_by_git, outside, unknown };

struct Project {
  std::string root_name;  ///< Base name of the audited folder, for titles.
  SourceSet sources;
  std::vector<File> files;  ///< Sorted by path.
  std::vector<Dockerfile> dockerfiles;
  std::vector<File> written_files;  ///< All of `File::written`.
  std::vector<Service> services;    ///< Of all stacks.
  std::vector<Stack> stacks;
  std::vector<Service> standalone_images;  ///< Shipped stages that no service builds, by Dockerfile and stage.
  std::vector<Stack> standalone_stacks;    ///< What `Service::stack` of each of them is: itself, a part of something.
  std::vector<ComposeCommand> compose_commands;  ///< In order of place.
  std::vector<BuildCommand> build_commands;      ///< In order of place; CI actions and bake targets included.
  struct Unread {
    std::string path, reason;
  };
  std::vector<Unread> unread;
  std::uint32_t ignored_files = 0;
  std::vector<std::string> not_entered;  ///< Folders that were not walked.
  std::vector<std::unique_ptr<Arena>> arenas;
  std::shared_ptr<const Manifests> manifests;            ///< Ask project/manifests.h.
  std::shared_ptr<const BuildContexts> build_contexts;   ///< Ask project/copy_sources.h.
  std::shared_ptr<const ApplicationTable> applications;  ///< Ask project/application.h.
  std::shared_ptr<const PromisedTable> promised;         ///< Ask project/promised_variables.h.
  std::shared_ptr<const ConnectionTable> connections;    ///< Ask project/connections.h.
  std::shared_ptr<const Names> names;                    ///< Ask project/names.h.

  /// Services and standalone images together, in this order.
  std::size_t container_count() const { return services.size() + standalone_images.size(); }
  const Service& container(std::size_t number) const {
    return number < services.size() ? services[number] : standalone_images[number - services.size()];
  }
  /// Through a link to the file that it leads to.
  const File* file(std::string_view path) const;
  const File* file(FileId source) const;
  /// State of a path relative to the root. Paths below a folder that was not entered are `unknown`.
  PathState path_state(std::string_view path) const;
  /// All paths of the tree directly below a folder, sorted.
  std::vector<std::string_view> children(std::string_view directory) const;
  /// The path of the tree that is nearest in spelling to a missing one, or "".
  std::string_view nearest_path(std::string_view missing) const;
  /// Paths of the tree, sorted; folders included.
  struct TreePath {
    std::string_view path;
    bool directory;
    bool ignored;
    bool link;
    /// Of a link to a file inside the root: 1 + the index of that file's path in `link_targets`; 0 for all else.
    std::uint32_t target;
  };
  std::vector<TreePath> tree;
  std::vector<std::string_view> link_targets;

  /// Lets paths of the tree be found without a search; to be called once the tree is complete.
  void index_tree();
  /// The entry of the tree with exactly this path; null when there is none.
  const TreePath* entry(std::string_view path) const;

 private:
  /// Positions in `tree`, plus one, by hash; 0: free. See index_tree().
  std::vector<std::uint32_t> tree_slots_;
};

}  // namespace seaworthy::project
