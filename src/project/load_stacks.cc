#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/parallel.h"
#include "base/path_text.h"
#include "compose/dotenv.h"
#include "compose/interpolate.h"
#include "compose/load.h"
#include "knowledge/blanks.h"
#include "project/compose_parts.h"
#include "project/environment_words.h"
#include "project/git_ignore.h"
#include "project/linking.h"
#include "project/named_stacks.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// More entry points than this are no deployment any more; what is beyond is reported as not read.
constexpr std::size_t most_stacks = 5'000;

/// Files of a folder that are tried as what another one is laid over.
constexpr std::size_t most_siblings = 100;

/// Stacks for profiles that nothing names, per set of files.
constexpr std::size_t most_unused_profiles = 32;

using Paths = std::vector<std::string>;

/// One way of starting something, before it is loaded.
struct Candidate {
  compose::Request request;
  Span entry;           ///< Invalid: by default, or because nobody names it.
  bool starts = false;  ///< The entry starts services; it does not just show logs.
  bool exact = false;   ///< A command names these files and no others; what they lack is missing for sure.
  std::string partial;  ///< As Stack::partial, and the next as there.
  std::string lacks;    ///< A file that the command names and that comes from elsewhere; "" none.
  bool from_template = false;
  bool directory_from_paths = false;
  std::string reason;  ///< Why these files belong together; goes in front of the role's reason where it helps.
};

/// What makes two candidates the same stack.
using Key = std::tuple<Paths, Paths, Paths, std::string, compose::Orchestrator>;
Key key_of(const compose::Request& request) {
  return {request.files, request.profiles, request.env_files,
          request.has_project_directory ? "/" + request.project_directory : std::string(), request.orchestrator};
}

bool starts_services(std::string_view verb) {
  return verb == "up" || verb == "create" || verb == "run" || verb == "deploy" || verb == "start" || verb == "watch";
}

/// Only `docker stack` has the verb.
compose::Orchestrator orchestrator_of(const ComposeCommand& command) {
  return command.verb == "deploy" ? compose::Orchestrator::swarm : compose::Orchestrator::compose;
}

class StackFinder {
 public:
  explicit StackFinder(Linking& linking) : linking_(linking), project_(linking.project), parts_(linking.project) {}

  std::vector<Candidate> find() {
    mark_included();
    std::vector<NamedStack> named_stacks = find_named_stacks(project_);
    for (const NamedStack& named : named_stacks)
      if (named.exact) laid_over_.insert(named.files.begin() + 1, named.files.end());
    for (ComposeCommand& command : project_.compose_commands) resolve_default_files(command);
    for (const ComposeCommand& command : project_.compose_commands)
      if (command.node != nullptr && command.files.size() > 1)
        added_.insert(command.files.begin() + 1, command.files.end());
    add_defaults();
    for (const ComposeCommand& command : project_.compose_commands) add_command(command);
    for (NamedStack& named : named_stacks) add_named(std::move(named));
    add_unnamed();
    add_unused_profiles();
    std::set<Paths> exact;
    for (const Candidate& candidate : candidates_)
      if (candidate.exact) exact.insert(candidate.request.files);
    for (Candidate& candidate : candidates_) {
      candidate.exact = exact.contains(candidate.request.files);
      candidate.partial = why_template(candidate);
      candidate.from_template = !candidate.partial.empty();
      if (candidate.from_template) continue;
      candidate.partial = candidate.lacks.empty() ? why_partial(candidate)
                                                  : "a part of a stack: `" + candidate.lacks + "` comes from elsewhere";
    }
    std::ranges::stable_sort(candidates_, [](const Candidate& left, const Candidate& right) {
      return key_of(left.request) < key_of(right.request);
    });
    return std::move(candidates_);
  }

 private:
  bool is_compose_file(std::string_view path) const {
    const File* const file = project_.file(path);
    return file != nullptr && file->yaml != nullptr && !file->ignored;
  }

  /// The file that Compose finds in a folder; "" when there is none.
  std::string default_file(std::string_view folder) const {
    for (const std::string_view name : compose::default_file_names) {
      std::string path = join_path(folder, name).value_or("");
      if (is_compose_file(path)) return path;
    }
    return {};
  }

  std::string override_file(std::string_view folder) const {
    for (const std::string_view name : compose::override_file_names) {
      std::string path = join_path(folder, name).value_or("");
      if (is_compose_file(path)) return path;
    }
    return {};
  }

  /// COMPOSE_FILE or COMPOSE_PROFILES of the `.env` beside a default file.
  Paths from_dot_env(std::string_view folder, std::string_view variable, std::string_view separators) const {
    const File* const env = project_.file(join_path(folder, ".env").value_or(""));
    Paths result;
    if (env == nullptr || !env->has_content) return result;
    std::string_view text = project_.sources[env->source].text();
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(text.size(), end + 1));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.starts_with("export ")) line.remove_prefix(7);
      if (!line.starts_with(variable) || line.substr(variable.size(), 1) != "=") continue;
      line.remove_prefix(variable.size() + 1);
      if (line.size() >= 2 && (line.front() == '"' || line.front() == '\'') && line.back() == line.front())
        line = line.substr(1, line.size() - 2);
      result.clear();
      while (!line.empty()) {
        const std::size_t stop = std::min(line.find_first_of(separators), line.size());
        if (stop > 0) result.emplace_back(line.substr(0, stop));
        line.remove_prefix(std::min(line.size(), stop + 1));
      }
    }
    return result;
  }

  /// What plain `docker compose` loads in a folder; empty when there is nothing.
  Paths files_by_default(std::string_view folder) const {
    Paths named = from_dot_env(folder, "COMPOSE_FILE", ":;");
    if (!named.empty()) {
      for (std::string& path : named) path = join_path(folder, path).value_or("");
      if (std::ranges::all_of(named, [&](const std::string& path) { return is_compose_file(path); })) return named;
      return {};
    }
    const std::string file = default_file(folder);
    if (file.empty()) return {};
    Paths files{file};
    if (std::string over = override_file(folder); !over.empty()) files.push_back(std::move(over));
    return files;
  }

  void resolve_default_files(ComposeCommand& command) {
    if (command.files_given) return;
    // Compose looks in the working directory and then above it. Where that is not known, the script's folder stands in.
    std::string_view folder = command.has_project_directory ? command.project_directory
                              : command.directory_known     ? command.directory
                                                            : parent_path(command.file->path);
    for (;; folder = parent_path(folder)) {
      const Paths files = files_by_default(folder);
      // A guide in the folder of a part speaks of the whole.
      const bool is_part = files.size() == 1 && !folder.empty() && laid_over_.contains(files.front());
      if (!files.empty() && !is_part) {
        std::vector<std::string_view> paths;
        for (const std::string& path : files) paths.push_back(linking_.arena().copy(path));
        command.files = linking_.arena().copy(paths);
        return;
      }
      if (folder.empty()) return;
    }
  }

  /// Whether the comment at the top of an override says that it is for those who work on the repository.
  bool is_for_programmers(std::string_view path) const {
    std::string_view text = project_.sources[project_.file(path)->source].text();
    while (text.starts_with('#') || text.starts_with('\n')) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string line = ascii::lowered(text.substr(0, end));
      text.remove_prefix(std::min(text.size(), end + 1));
      for (const std::string_view word : {"development", "local", "dev override", "dev only", "for dev"})
        if (line.find(word) != std::string::npos) return true;
    }
    return false;
  }

  void add_defaults() {
    std::set<std::string, std::less<>> folders;
    for (const File& file : project_.files)
      if (compose::is_default_file(base_name(file.path))) folders.emplace(parent_path(file.path));
    for (const std::string& folder : folders) {
      Paths files = files_by_default(folder);
      if (files.empty()) continue;
      // A file that others include or extend, in a folder of its own, is not meant to be started by itself.
      if (included_.contains(files.front()) && !folder.empty()) continue;
      // Nor is one that COMPOSE_FILE lays over another.
      if (files.size() == 1 && !folder.empty() && laid_over_.contains(files.front())) continue;
      if (only_for_swarm(files) || only_from_elsewhere(files)) continue;
      Candidate candidate;
      candidate.request.files = std::move(files);
      candidate.request.profiles = from_dot_env(folder, "COMPOSE_PROFILES", ",");
      candidate.reason = "what `docker compose up` loads there";
      start_where_paths_lead(candidate);
      const Paths& both = candidate.request.files;
      const bool alone = both.size() == 2 && both.back() == override_file(folder) && is_for_programmers(both.back()) &&
                         parts_.missing({both.front()}).empty();
      Candidate base = candidate;
      add(std::move(candidate));
      if (!alone) continue;
      base.request.files.pop_back();
      base.reason = "what a server loads, which leaves the override for development out";
      add(std::move(base));
    }
  }

  /// Commands of the repository start exactly these files, and all of them from another folder.
  bool only_from_elsewhere(const Paths& files) const {
    bool elsewhere = false;
    for (const ComposeCommand& command : project_.compose_commands) {
      if (!starts_services(command.verb) || !std::ranges::equal(command.files, files)) continue;
      if (!command.has_project_directory || command.project_directory == parent_path(files.front())) return false;
      elsewhere = true;
    }
    return elsewhere;
  }

  /// Commands of the repository give exactly these files to Swarm, and none starts them with Compose.
  bool only_for_swarm(const Paths& files) const {
    bool swarm = false;
    for (const ComposeCommand& command : project_.compose_commands) {
      if (!starts_services(command.verb) || !std::ranges::equal(command.files, files)) continue;
      if (orchestrator_of(command) == compose::Orchestrator::compose) return false;
      swarm = true;
    }
    return swarm;
  }

  /// Whether a command takes several stacks down at once, each of which is started by a command of its own.
  bool only_clears_up(const ComposeCommand& command) const {
    if (command.files.size() < 2 ||
        (command.verb != "down" && command.verb != "rm" && command.verb != "stop" && command.verb != "kill"))
      return false;
    return std::ranges::all_of(command.files, [&](std::string_view path) {
      return std::ranges::any_of(project_.compose_commands, [&](const ComposeCommand& other) {
        return starts_services(other.verb) && other.files.size() < command.files.size() &&
               std::ranges::find(other.files, path) != other.files.end();
      });
    });
  }

  /// Whether a path is that of a link to a file that is not there: one that is made on each machine.
  bool leads_nowhere(std::string_view path) const {
    return std::ranges::any_of(project_.unread, [&](const Project::Unread& entry) {
      return entry.path == path && entry.reason == "link leads nowhere";
    });
  }

  void add_command(const ComposeCommand& command) {
    if (command.files.empty() || !command.files_known || only_clears_up(command)) return;
    // What commands lay over others is no stack by itself, whatever the comment in it says.
    if (command.node == nullptr && command.files.size() == 1 && added_.contains(command.files.front())) return;
    Candidate candidate;
    for (const std::string_view path : command.files) {
      // What Git ignores is of another repository, cloned into this one, or made on the spot.
      if (std::ranges::find(command.missing, path) != command.missing.end() &&
          ignored_if_made(project_, path).valid()) {
        candidate.lacks = std::string(path);
        continue;
      }
      if (!is_compose_file(path)) return;
      candidate.request.files.emplace_back(path);
      named_.emplace(path);
    }
    if (!candidate.lacks.empty() && candidate.request.files.size() < 2) return;
    // What is built or checked with Compose and then given to Swarm runs there alone.
    if (!starts_services(command.verb) && only_for_swarm(candidate.request.files)) return;
    if (starts_services(command.verb)) {
      // Only what starts something makes a stack of its own for a set of profiles.
      for (const std::string_view profile : command.profiles)
        if (command.profiles_known) candidate.request.profiles.emplace_back(profile);
      std::ranges::sort(candidate.request.profiles);
      for (const std::string_view env_file : command.env_files)
        if (project_.path_state(env_file) == PathState::file && !leads_nowhere(env_file))
          candidate.request.env_files.emplace_back(env_file);
    }
    if (!command.files_given && candidate.request.profiles.empty())
      candidate.request.profiles = from_dot_env(parent_path(command.files.front()), "COMPOSE_PROFILES", ",");
    if (command.has_project_directory && project_.path_state(command.project_directory) == PathState::directory) {
      candidate.request.project_directory = std::string(command.project_directory);
      candidate.request.has_project_directory =
          candidate.request.project_directory != parent_path(candidate.request.files.front());
    }
    candidate.request.orchestrator = orchestrator_of(command);
    if (candidate.request.orchestrator == compose::Orchestrator::swarm) candidate.request.deployed_at = command.span;
    candidate.entry = command.span;
    candidate.starts = starts_services(command.verb);
    // What is loaded by default may have been completed first, by a copy of `compose.override.yaml.example`.
    candidate.exact = command.files_given;
    add(std::move(candidate));
  }

  void add_named(NamedStack named) {
    Candidate candidate;
    candidate.request.files = std::move(named.files);
    candidate.request.profiles = std::move(named.profiles);
    for (const std::string& path : candidate.request.files) named_.insert(path);
    candidate.entry = named.span;
    candidate.exact = named.exact;
    add(std::move(candidate));
  }

  /// Files that are templates are filled in for all stacks that load them.
  std::string why_template(const Candidate& candidate) {
    for (const std::string& path : candidate.request.files) {
      const auto [known, is_new] = templates_.try_emplace(path);
      if (is_new) {
        known->second = project::why_template(project_, *project_.file(path));
        if (known->second.empty()) known->second = parts_.why_piece(*project_.file(path));
      }
      if (!known->second.empty()) return known->second;
    }
    return {};
  }

  std::string why_partial(const Candidate& candidate) const {
    if (candidate.exact) return {};
    if (candidate.request.files.size() == 1)
      if (const File* const file = project_.file(candidate.request.files.front()); file != nullptr)
        if (std::string why = why_snippet(project_, *file); !why.empty()) return why;
    return parts_.why_partial(candidate.request.files);
  }

  /// The same files may be named twice; the first command that starts them is the entry, else the first at all.
  void add(Candidate candidate) {
    const auto [at, is_new] = index_.emplace(key_of(candidate.request), candidates_.size());
    if (is_new) {
      candidates_.push_back(std::move(candidate));
      return;
    }
    Candidate& known = candidates_[at->second];
    known.exact |= candidate.exact;
    if (known.entry.valid() && (known.starts || !candidate.starts)) return;
    known.entry = candidate.entry;
    known.starts = candidate.starts;
  }

  // --- Files that no command names ---

  /// Files named by `include:` and `extends: file:`.
  void mark_included() {
    for (const File& file : project_.files) {
      if (file.kind != FileKind::compose || file.yaml == nullptr || file.yaml->root() == nullptr) continue;
      const yaml::Node& root = file.yaml->root()->resolved();
      if (!root.is_mapping()) continue;
      if (const yaml::Node* const include = root.get("include"); include != nullptr)
        for (const yaml::Node* const item : include->resolved().items) mark_include(file, item->resolved());
      const yaml::Node* const services = root.get("services");
      if (services == nullptr || !services->resolved().is_mapping()) continue;
      for (const yaml::Entry& service : services->resolved().entries) {
        if (!service.value->resolved().is_mapping()) continue;
        const yaml::Node* const extends = service.value->resolved().get("extends");
        if (extends == nullptr || !extends->resolved().is_mapping()) continue;
        if (const yaml::Node* const from = extends->resolved().get("file"); from != nullptr)
          mark(file, from->resolved());
      }
    }
  }

  void mark_include(const File& file, const yaml::Node& item) {
    if (item.is_scalar()) {
      mark(file, item);
    } else if (item.is_mapping()) {
      const yaml::Node* const path = item.get("path");
      if (path == nullptr) return;
      if (path->resolved().is_scalar()) mark(file, path->resolved());
      for (const yaml::Node* const one : path->resolved().items) mark(file, one->resolved());
    }
  }

  void mark(const File& file, const yaml::Node& path) {
    if (!path.is_scalar()) return;
    if (auto joined = join_path(parent_path(file.path), path.text); joined.has_value() && *joined != file.path)
      included_.insert(std::move(*joined));
  }

  /// True when the default file of the folder gives all that `missing` names, and is no other version of the fragment.
  bool completes(std::string_view base, const File& fragment, const std::vector<NamedPart>& missing) const {
    const File& file = *project_.file(base);
    return !parts_.alternatives(fragment, file) && std::ranges::all_of(missing, [&](const NamedPart& part) {
      return parts_.of(file).has(part.kind, part.name);
    });
  }

  std::size_t shared_services(std::string_view base, const File& fragment) const {
    const ComposePart& part = parts_.of(*project_.file(base));
    return static_cast<std::size_t>(std::ranges::count_if(parts_.of(fragment).gives, [&](const NamedPart& each) {
      return each.kind == PartKind::service && part.has(PartKind::service, each.name);
    }));
  }

  /// The first file of the folder that has all services of a fragment and what it lacks; "" for none.
  std::string sibling_with_all_services(const File& fragment, const std::vector<NamedPart>& missing) const {
    const std::size_t services = parts_.of(fragment).count(PartKind::service);
    std::size_t tried = 0;
    for (const std::string_view sibling : project_.children(parent_path(fragment.path))) {
      if (sibling == fragment.path || !is_compose_file(sibling) || is_named_override(base_name(sibling))) continue;
      if (project_.file(sibling)->kind != FileKind::compose) continue;
      if (++tried > most_siblings) break;
      if (shared_services(sibling, fragment) == services && completes(sibling, fragment, missing))
        return std::string(sibling);
    }
    return {};
  }

  /// For a file that is called an override though each of its services has an image: it replaces them in another one.
  std::string overridden_by(const File& fragment) const {
    const std::size_t services = parts_.of(fragment).count(PartKind::service);
    std::size_t tried = 0;
    for (const std::string_view sibling : project_.children(parent_path(fragment.path))) {
      if (sibling == fragment.path || !is_compose_file(sibling) || is_named_override(base_name(sibling))) continue;
      if (project_.file(sibling)->kind != FileKind::compose) continue;
      if (++tried > most_siblings) break;
      if (shared_services(sibling, fragment) == services) return std::string(sibling);
    }
    return {};
  }

  static bool is_named_override(std::string_view name) { return name.find("override") != std::string_view::npos; }

  /// The file that a fragment adds to: the default file of its folder, or one named `base` or `common` there.
  std::string base_of(const File& fragment, const std::vector<NamedPart>& missing) const {
    std::string by_default = default_file(parent_path(fragment.path));
    const bool has_default =
        !by_default.empty() && by_default != fragment.path && completes(by_default, fragment, missing);
    // `docker-compose-ports.yaml` that changes the database means the one file beside it that has this database.
    const std::size_t services = parts_.of(fragment).count(PartKind::service);
    if (has_default && shared_services(by_default, fragment) == services) return by_default;
    if (std::string whole = sibling_with_all_services(fragment, missing); !whole.empty()) return whole;
    if (has_default) return by_default;
    for (const std::string_view sibling : project_.children(parent_path(fragment.path))) {
      const std::string_view name = base_name(sibling);
      if (sibling == fragment.path || !is_compose_file(sibling)) continue;
      if (project_.file(sibling)->kind != FileKind::compose) continue;
      if ((name.find("base") != std::string_view::npos || name.find("common") != std::string_view::npos) &&
          completes(sibling, fragment, missing))
        return std::string(sibling);
    }
    return {};
  }

  /// Whether its services come from elsewhere: a file may hold nothing but `include`.
  static bool includes_others(const File& file) {
    const yaml::Node* const root = file.yaml->root();
    if (root == nullptr || !root->resolved().is_mapping()) return false;
    const yaml::Node* const include = root->resolved().get("include");
    return include != nullptr && !include->resolved().items.empty();
  }

  void add_unnamed() {
    for (const File& file : project_.files) {
      if (file.kind != FileKind::compose || file.yaml == nullptr || file.ignored) continue;
      const std::string_view name = base_name(file.path);
      if (named_.contains(file.path) || included_.contains(file.path)) continue;
      if (std::ranges::any_of(candidates_, [&](const Candidate& candidate) {
            return std::ranges::find(candidate.request.files, file.path) != candidate.request.files.end();
          }))
        continue;
      const bool is_default = compose::is_default_file(name);
      const std::size_t services = parts_.of(file).count(PartKind::service);
      if (services == 0 && !is_default && !includes_others(file)) continue;
      const std::vector<NamedPart> missing = parts_.missing({std::string(file.path)});
      Candidate candidate;
      if (!missing.empty() && !is_default) {
        const auto bare = std::ranges::count(missing, PartKind::image, &NamedPart::kind);
        const std::string base = base_of(file, missing);
        if (!base.empty()) {
          candidate.request.files.push_back(base);
          candidate.reason = bare > 0 ? "its services have neither image nor build, `" + base + "` has them"
                                      : "what its services use is declared in `" + base + "`";
        } else if (static_cast<std::size_t>(bare) == services && parts_.why_partial({std::string(file.path)}).empty()) {
          continue;  // A fragment that nothing in the tree completes.
        }
      }
      if (missing.empty() && is_named_override(name)) {
        const std::string base = overridden_by(file);
        if (!base.empty()) {
          candidate.request.files.push_back(base);
          candidate.reason = "an override by its name, and `" + base + "` has its services";
        }
      }
      candidate.request.files.emplace_back(file.path);
      start_where_paths_lead(candidate);
      add(std::move(candidate));
    }
  }

  /// For files that nobody is seen to start: their own paths tell from where they are.
  void start_where_paths_lead(Candidate& candidate) const {
    const File& first = *project_.file(candidate.request.files.front());
    std::optional<std::string> folder = folder_of_paths(project_, first);
    if (!folder.has_value()) return;
    candidate.reason = "its paths lead from `" + (folder->empty() ? std::string(".") : *folder) + "`";
    candidate.request.project_directory = std::move(*folder);
    candidate.request.has_project_directory = true;
    candidate.directory_from_paths = true;
  }

  // --- Profiles that no command activates ---

  /// A value of a mapping, or of what its merge key brings in.
  static const yaml::Node* get_merged(const yaml::Node& mapping, std::string_view key) {
    if (const yaml::Node* const own = mapping.get(key); own != nullptr) return own;
    const yaml::Node* const merged = mapping.get("<<");
    if (merged == nullptr) return nullptr;
    const yaml::Node& from = merged->resolved();
    if (from.is_mapping()) return from.get(key);
    for (const yaml::Node* const item : from.items)
      if (item->resolved().is_mapping())
        if (const yaml::Node* const found = item->resolved().get(key); found != nullptr) return found;
    return nullptr;
  }

  /// A profile as it is without variables of the deployment; nothing where only those name it.
  static std::optional<std::string> profile_named(const yaml::Node& item) {
    if (!item.is_scalar()) return std::nullopt;
    if (item.text.find('$') == std::string_view::npos) return std::string(item.text);
    const auto nothing = [](std::string_view) -> const compose::Variable* { return nullptr; };
    Arena arena;
    std::vector<compose::Interpolation> trace;
    std::vector<compose::InterpolationProblem> problems;
    const auto text = compose::interpolate(item.mapped(), nothing, arena, trace, problems);
    if (!text.has_value()) return std::nullopt;
    return std::string(*text);
  }

  /// The profiles of each service that the files of a stack define themselves; an empty list: always active.
  std::vector<Paths> service_profiles(const Paths& files) const {
    std::map<std::string_view, Paths> profiles;
    for (const std::string& path : files) {
      const yaml::Node* const root = project_.file(path)->yaml->root();
      if (root == nullptr || !root->resolved().is_mapping()) continue;
      const yaml::Node* const services = root->resolved().get("services");
      if (services == nullptr || !services->resolved().is_mapping()) continue;
      for (const yaml::Entry& service : services->resolved().entries) {
        Paths& of_service = profiles[service.key->text];
        if (!service.value->resolved().is_mapping()) continue;
        const yaml::Node* const given = get_merged(service.value->resolved(), "profiles");
        if (given == nullptr) continue;
        for (const yaml::Node* const item : given->resolved().items)
          if (const auto profile = profile_named(item->resolved()); profile.has_value()) of_service.push_back(*profile);
        // Compose takes the empty profile for one that is always asked for.
        if (std::ranges::find(of_service, "") != of_service.end()) of_service.clear();
      }
    }
    std::vector<Paths> result;
    result.reserve(profiles.size());
    for (auto& [name, of_service] : profiles) result.push_back(std::move(of_service));
    return result;
  }

  /// Which services run under a set of profiles, in the order of `services`.
  static std::vector<bool> active_services(const std::vector<Paths>& services, const Paths& profiles) {
    std::vector<bool> active;
    active.reserve(services.size());
    for (const Paths& of_service : services)
      active.push_back(of_service.empty() || std::ranges::any_of(of_service, [&](const std::string& profile) {
                         return std::ranges::find(profiles, profile) != profiles.end();
                       }));
    return active;
  }

  /// Somebody wrote those services to be started: each profile that nothing starts gets a stack of its own, unless its
  /// services are those of a stack that is known already. Where several files are put together, only profiles with a
  /// service that runs in no other stack count: what is between the files shows with one of their profiles.
  void add_unused_profiles() {
    const std::size_t known = candidates_.size();
    for (std::size_t index = 0; index < known; ++index) {
      const compose::Request request = candidates_[index].request;
      if (request.orchestrator == compose::Orchestrator::swarm) continue;  // Which has no profiles.
      const bool is_first = std::ranges::find_if(candidates_, [&](const Candidate& other) {
                              return other.request.files == request.files;
                            }) == candidates_.begin() + static_cast<std::ptrdiff_t>(index);
      if (!is_first) continue;
      const std::vector<Paths> services = service_profiles(request.files);
      std::set<std::string> unused;
      for (const Paths& of_service : services) unused.insert(of_service.begin(), of_service.end());
      std::set<std::vector<bool>> started;
      for (const Candidate& other : candidates_) {
        if (other.request.files != request.files) continue;
        for (const std::string& profile : other.request.profiles) unused.erase(profile);
        started.insert(active_services(services, other.request.profiles));
      }
      if (unused.contains("*")) continue;
      std::vector<bool> ever(services.size(), false);
      for (const std::vector<bool>& active : started)
        for (std::size_t at = 0; at < active.size(); ++at) ever[at] = ever[at] || active[at];
      std::size_t added = 0;
      for (const std::string& profile : unused) {
        if (knowledge::tables::profiles_of_nobody.contains(profile)) continue;
        const std::vector<bool> active = active_services(services, {profile});
        if (!started.insert(active).second) continue;
        bool adds = false;
        for (std::size_t at = 0; at < active.size(); ++at) {
          adds = adds || (active[at] && !ever[at]);
          ever[at] = ever[at] || active[at];
        }
        if (!adds && request.files.size() > 1) continue;
        if (++added > most_unused_profiles) {
          project_.unread.push_back(
              {request.files.front(), "more than " + std::to_string(most_unused_profiles) + " profiles"});
          break;
        }
        Candidate candidate;
        candidate.request = request;
        candidate.request.profiles = {profile};
        candidate.reason = "a profile that no command of the repository names";
        add(std::move(candidate));
      }
    }
  }

  Linking& linking_;
  Project& project_;
  ComposeParts parts_;
  std::vector<Candidate> candidates_;
  std::map<Key, std::size_t> index_;
  std::set<std::string, std::less<>> named_, included_, laid_over_;
  std::set<std::string, std::less<>> added_;  ///< Files that a command names behind another one.
  std::map<std::string, std::string, std::less<>> templates_;
};

/// What an env file that is filled in before it is used says to set. A credential gets a stand-in, for the operator's
/// value is not ours to know; so does what it leaves empty, once it is needed.
std::vector<std::pair<std::string, std::string>> variables_to_set(const Project& project, const File& file,
                                                                  Arena& arena) {
  std::vector<compose::DotenvEntry> entries;
  std::vector<compose::DotenvProblem> problems;  // A template that does not parse whole still names variables.
  const auto is_secret = [](std::string_view name) {
    const knowledge::SecretKind kind = knowledge::secret_name(name);
    return kind != knowledge::SecretKind::none && kind != knowledge::SecretKind::file;
  };
  // An address that takes in the template's password takes in the stand-in, as everything else does.
  const compose::Lookup lookup = [&](std::string_view name) -> const compose::Variable* {
    if (!is_secret(name) || std::ranges::find(entries, name, &compose::DotenvEntry::name) == entries.end())
      return nullptr;
    return arena.make<compose::Variable>(name, compose::stand_in, compose::VariableSource::env_template, Span{});
  };
  compose::read_dotenv(project.sources[file.source], lookup, arena, entries, problems);
  std::vector<std::pair<std::string, std::string>> variables;
  variables.reserve(entries.size());
  for (const compose::DotenvEntry& entry : entries)
    variables.emplace_back(entry.name, is_secret(entry.name) && !entry.value.empty() ? compose::stand_in : entry.value);
  return variables;
}

/// How well a template suits files of Compose, by the words of their names: 3 for the one of the same surroundings
/// (`compose.prod.yml` and `.env.production.example`), 2 for one of none, 0 for one of those who work on the
/// repository.
int suits(const compose::Request& request, std::string_view path) {
  const std::string_view environment = environment_of(path);
  if (environment.empty()) return 2;
  const bool same =
      std::ranges::any_of(request.files, [&](std::string_view file) { return environment_of(file) == environment; });
  if (same) return 3;
  return environment == "production" || environment == "staging" ? 1 : 0;
}

/// The env templates of a stack, the one that suits it best first: those directly in its folder, and those at the root.
/// One of the same surroundings stands alone, and those for developers count where there are no others.
std::vector<const File*> env_templates(const Project& project, const compose::Request& request,
                                       std::string_view folder) {
  std::vector<const File*> found;
  for (const bool at_root : {false, true}) {
    if (at_root && folder.empty()) break;
    for (const File& file : project.files)
      if (file.kind == FileKind::env_template && parent_path(file.path) == (at_root ? std::string_view() : folder))
        found.push_back(&file);
  }
  const auto worth = [&](const File* file) { return suits(request, file->path); };
  std::ranges::stable_sort(found, std::ranges::greater(), worth);
  if (found.empty()) return found;
  const int best = worth(found.front());
  std::erase_if(found, [&](const File* file) { return worth(file) < (best == 3 ? 3 : std::min(best, 1)); });
  return found;
}

/// What the env templates beside a stack's files say to set.
std::vector<std::pair<std::string, std::string>> expected_variables(const Project& project,
                                                                    const compose::Request& request, Arena& arena) {
  std::vector<std::pair<std::string, std::string>> expected;
  if (request.files.empty()) return expected;
  const std::string_view folder =
      request.has_project_directory ? std::string_view(request.project_directory) : parent_path(request.files.front());
  // Who has an env file has made it from the template already.
  const std::string env_file = (folder.empty() ? std::string() : std::string(folder) + "/") + ".env";
  if (!request.env_files.empty() || project.path_state(env_file) == PathState::file ||
      project.path_state(env_file) == PathState::ignored_by_git)
    return expected;
  std::map<std::string, std::size_t> places;
  for (const File* const file : env_templates(project, request, folder))
    for (auto& variable : variables_to_set(project, *file, arena)) {
      const auto [at, is_new] = places.try_emplace(variable.first, expected.size());
      if (is_new)
        expected.push_back(std::move(variable));
      else if (expected[at->second].second.empty())
        // `TAG=$TAG` in the template of a folder passes on what the one at the root says.
        expected[at->second].second = std::move(variable.second);
    }
  return expected;
}

bool names_word(std::string_view text, std::string_view word) {
  const auto inside = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !inside(text[at - 1])) && (end == text.size() || !inside(text[end]))) return true;
  }
  return false;
}

/// Whether a file tells people or programs how to set things up.
bool gives_instructions(const File& file) {
  return file.kind == FileKind::ci || file.kind == FileKind::script || file.kind == FileKind::makefile ||
         file.kind == FileKind::env_template || file.kind == FileKind::readme || file.kind == FileKind::documentation;
}

/// The variables of an env file with a name of its own (`.env.docker`) beside the stack, which has to become `.env` or
/// be named by `--env-file`: the one that gives most of the required variables that nothing sets. Empty where none
/// does.
std::vector<std::pair<std::string, std::string>> variables_of_sibling(const Project& project,
                                                                      const compose::Model& model, Arena& arena) {
  std::set<std::string_view> required;
  for (const compose::VariableUse& use : model.variables)
    if (use.interpolation != nullptr && use.interpolation->source == compose::VariableSource::unset &&
        use.interpolation->operation.ends_with('?'))
      required.insert(use.name);
  std::vector<std::pair<std::string, std::string>> best;
  if (required.empty()) return best;
  std::ptrdiff_t most = 0;
  for (const std::string_view path : project.children(model.project_directory)) {
    const File* const file = project.file(path);
    if (file == nullptr || file->kind != FileKind::env || !file->has_content || base_name(path) == ".env") continue;
    std::vector<std::pair<std::string, std::string>> variables = variables_to_set(project, *file, arena);
    const std::ptrdiff_t given =
        std::ranges::count_if(variables, [&](const auto& variable) { return required.contains(variable.first); });
    if (given <= most) continue;
    most = given;
    best = std::move(variables);
  }
  return best;
}

/// Required variables that nothing sets but that a CI job, script or document speaks of: its author knows that they
/// have to be given, so their absence from the files proves nothing.
std::vector<std::pair<std::string, std::string>> promised_variables(const Project& project, const compose::Model& model,
                                                                    Arena& arena) {
  std::vector<std::pair<std::string, std::string>> promised = variables_of_sibling(project, model, arena);
  std::set<std::string_view> seen;
  for (const auto& [name, value] : promised) seen.insert(name);
  for (const compose::VariableUse& use : model.variables) {
    if (use.interpolation == nullptr || use.interpolation->source != compose::VariableSource::unset) continue;
    if (!use.interpolation->operation.ends_with('?') || !seen.insert(use.name).second) continue;
    for (const File& file : project.files) {
      if (!gives_instructions(file) || !names_word(project.sources[file.source].text(), use.name)) continue;
      promised.emplace_back(use.name, compose::stand_in);
      break;
    }
  }
  return promised;
}

/// Whether some instruction copies a template to a file of another name: `cp .env.prod.example .env.prod`.
bool becomes_other(const Project& project, std::string_view template_name, std::string_view name) {
  bool other = false;
  for (const File& file : project.files) {
    if (!gives_instructions(file)) continue;
    const std::string_view text = project.sources[file.source].text();
    for (std::size_t at = text.find(template_name); at != std::string_view::npos;
         at = text.find(template_name, at + 1)) {
      const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
      if (text.substr(line, at - line).find("cp ") == std::string_view::npos) continue;
      const std::size_t begin = text.find_first_not_of(" \t", at + template_name.size());
      if (begin == std::string_view::npos || begin == at + template_name.size()) continue;
      const std::string_view target = text.substr(begin, text.find_first_of(" \t\r\n`;&|)", begin) - begin);
      if (base_name(target) == name) return false;
      other = other || base_name(target).starts_with(".env");
    }
  }
  return other;
}

/// How an env file that is not there comes to be, as the end of a sentence; "" where nothing tells.
std::string promise_of(const Project& project, std::string_view path) {
  const Project::TreePath* const entry = project.entry(path);
  if (entry != nullptr && entry->link) return "is a link to a file that has to be made first";
  if (ignored_if_made(project, path).valid())
    return "has to be made first; Git ignores it, so that each machine has its own";
  const std::string_view folder = parent_path(path);
  for (const File& file : project.files)
    if (file.kind == FileKind::env_template && parent_path(file.path) == folder &&
        !becomes_other(project, base_name(file.path), base_name(path)))
      return "has to be made from `" + std::string(file.path) + "` first";
  const std::string_view name = base_name(path);
  for (const File& file : project.files) {
    if (!gives_instructions(file)) continue;
    // `.env` may be any; seen from its own folder, or from one above that has no such file of its own, it is this one.
    const bool is_near = is_below(folder, parent_path(file.path));
    const std::string_view text = project.sources[file.source].text();
    if (names_path(text, path) || ((is_near || name != ".env") && names_path(text, name)))
      return "has to be made first; `" + std::string(file.path) + "` speaks of it";
  }
  return {};
}

/// Env files that are not there but that belong to setting up: a template beside them, a link in their place, or a
/// document or script that speaks of them. What a clone lacks then is a step, not a file that was forgotten.
std::vector<std::pair<std::string, std::string>> promised_env_files(const Project& project,
                                                                    const compose::Model& model) {
  std::vector<std::pair<std::string, std::string>> promised;
  std::set<std::string_view> seen;
  for (const compose::Service& service : model.services)
    for (const compose::EnvFile& env_file : service.env_files) {
      if (env_file.exists || !env_file.required || env_file.resolved.empty()) continue;
      if (!seen.insert(env_file.resolved).second) continue;
      if (std::string how = promise_of(project, env_file.resolved); !how.empty())
        promised.emplace_back(env_file.resolved, std::move(how));
    }
  return promised;
}

std::string stack_name(const compose::Request& request) {
  std::string name;
  for (const std::string& path : request.files) {
    if (!name.empty()) name += " + ";
    name += path;
  }
  if (!request.profiles.empty()) {
    name += request.profiles.size() == 1 ? " (profile " : " (profiles ";
    for (std::size_t index = 0; index < request.profiles.size(); ++index) {
      if (index > 0) name += ", ";
      name += request.profiles[index];
    }
    name += ')';
  }
  for (const std::string& env_file : request.env_files) name += " with " + env_file;
  if (request.has_project_directory)
    name += " in " + (request.project_directory.empty() ? "." : request.project_directory);
  if (request.orchestrator == compose::Orchestrator::swarm) name += " on Swarm";
  return name;
}

/// Indices of candidates that differ in nothing but their profiles.
std::vector<std::vector<std::size_t>> same_but_for_profiles(const std::vector<Candidate>& candidates) {
  std::map<Key, std::vector<std::size_t>> groups;
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    Key key = key_of(candidates[index].request);
    std::get<1>(key).clear();
    groups[std::move(key)].push_back(index);
  }
  std::vector<std::vector<std::size_t>> result;
  result.reserve(groups.size());
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

/// The folder of the shell, seen from that of the project, where the paths that begin with `${PWD}` are only there from
/// the root: whoever starts the files from there with `-f` stands in it. "" where nothing says so.
std::string shell_folder(const Project& project, const compose::Request& request) {
  const std::string_view folder = request.has_project_directory
                                      ? std::string_view(request.project_directory)
                                      : parent_path(request.files.empty() ? std::string_view() : request.files.front());
  if (folder.empty()) return {};
  for (const std::string& path : request.files) {
    const File* const file = project.file(path);
    if (file == nullptr || !file->has_content) continue;
    const std::string_view text = project.sources[file->source].text();
    for (const std::string_view variable : {"${PWD}/", "$PWD/"})
      for (std::size_t at = text.find(variable); at != std::string_view::npos; at = text.find(variable, at + 1)) {
        std::string_view named = text.substr(at + variable.size());
        named = named.substr(0, named.find_first_of(":\"' \n\r"));
        const std::optional<std::string> below = join_path(folder, named);
        if (named.empty() || !below.has_value() || project.path_state(*below) != PathState::missing) continue;
        if (project.path_state(named) == PathState::missing) continue;
        std::string up = "..";
        for (const char each : folder)
          if (each == '/') up += "/..";
        return up;
      }
  }
  return {};
}

/// Loads the stacks of one group.
void load_group(Project& project, const std::vector<Candidate>& candidates, const std::vector<std::size_t>& group,
                const ProjectFiles& files, Arena& arena) {
  compose::Request request = candidates[group.front()].request;
  request.templates_are_followed = true;
  request.is_part = !candidates[group.front()].partial.empty();
  if (std::string shell = shell_folder(project, request); !shell.empty())
    request.environment.emplace_back("PWD", std::move(shell));
  request.expected = expected_variables(project, request, arena);
  const auto load = [&](const std::vector<std::size_t>& stacks) {
    std::vector<Paths> profiles;
    profiles.reserve(stacks.size());
    for (const std::size_t index : stacks) profiles.push_back(candidates[index].request.profiles);
    const std::vector<const compose::Model*> models = compose::load(request, profiles, files, arena);
    for (std::size_t at = 0; at < stacks.size(); ++at) project.stacks[stacks[at]].model = models[at];
  };
  load(group);
  // Once more with what is promised, for those stacks that need it.
  using Promises = std::vector<std::pair<std::string, std::string>>;
  std::map<std::pair<Promises, Promises>, std::vector<std::size_t>> by_promises;
  for (const std::size_t index : group) {
    const compose::Model& model = *project.stacks[index].model;
    by_promises[{promised_variables(project, model, arena), promised_env_files(project, model)}].push_back(index);
  }
  const Promises expected = std::move(request.expected);
  for (const auto& [promised, stacks] : by_promises) {
    const auto& [variables, env_files] = promised;
    if (variables.empty() && env_files.empty()) continue;
    request.expected = expected;
    request.expected.insert(request.expected.end(), variables.begin(), variables.end());
    request.promised_files = env_files;
    load(stacks);
  }
}

/// Which stack a command acts on: the one with its files, orchestrator and profiles, else the first with its files.
std::int32_t stack_of(const Project& project, const ComposeCommand& command) {
  if (command.files.empty() || !command.files_known) return -1;
  std::int32_t found = -1;
  for (const Stack& stack : project.stacks) {
    if (!std::ranges::equal(stack.files, command.files, {}, [](const File* file) { return file->path; })) continue;
    const bool same_profiles = stack.model->orchestrator == orchestrator_of(command) &&
                               stack.profiles.size() == command.profiles.size() &&
                               std::ranges::is_permutation(stack.profiles, command.profiles);
    if (same_profiles) return static_cast<std::int32_t>(stack.index);
    if (found < 0) found = static_cast<std::int32_t>(stack.index);
  }
  return found;
}

}  // namespace

void load_stacks(Linking& linking) {
  Project& project = linking.project;
  std::vector<Candidate> candidates = StackFinder(linking).find();
  if (candidates.size() > most_stacks) {
    for (std::size_t index = most_stacks; index < candidates.size(); ++index)
      project.unread.push_back({stack_name(candidates[index].request),
                                "more than " + std::to_string(most_stacks) + " ways to start something"});
    candidates.resize(most_stacks);
  }
  project.stacks.resize(candidates.size());
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    Stack& stack = project.stacks[index];
    stack.index = static_cast<std::uint32_t>(index);
    stack.name = stack_name(candidates[index].request);
    stack.entry = candidates[index].entry;
    stack.role_reason = candidates[index].reason;
    stack.partial = candidates[index].partial;
    stack.from_template = candidates[index].from_template;
    stack.directory_from_paths = candidates[index].directory_from_paths;
  }
  const std::vector<std::vector<std::size_t>> groups = same_but_for_profiles(candidates);
  const ProjectFiles files(project);
  parallel_for(groups.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    load_group(project, candidates, groups[index], files, *project.arenas[worker + 1]);
  });
  for (std::size_t index = 0; index < candidates.size(); ++index) {
    Stack& stack = project.stacks[index];
    for (const std::string& path : candidates[index].request.files) stack.files.push_back(project.file(path));
    for (const std::string& profile : candidates[index].request.profiles)
      stack.profiles.push_back(linking.arena().copy(profile));
  }
  for (ComposeCommand& command : project.compose_commands) command.stack = stack_of(project, command);
}

}  // namespace seaworthy::project
