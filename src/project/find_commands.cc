#include <algorithm>
#include <array>
#include <set>

#include "base/ascii.h"
#include "base/parallel.h"
#include "project/bake.h"
#include "project/embedded.h"
#include "project/linking.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

using Words = std::vector<std::string>;

bool is_unknown(std::string_view text) { return text.find(unknown_part) != std::string_view::npos; }

/// `docker-compose-.yml`: the variable of a part of the name is empty until an argument gives it a value.
bool lacks_part(std::string_view path) {
  for (const std::string_view gap : {"-.y", "_.y", "..y"})
    if (path.find(gap) != std::string_view::npos) return true;
  return false;
}

/// Text for the model: without the marks that only the linker understands.
std::string_view shown(std::string_view text, Arena& arena) {
  std::string result;
  for (const char c : text) {
    if (c == root_mark) continue;
    if (c == unknown_part) {
      result += open_part;
    } else {
      result += c;
    }
  }
  return arena.copy(result);
}

/// Options of `docker compose` in front of the verb that take a value.
constexpr std::array compose_value_options = {
    "--ansi",      "--progress", "--parallel", "--env-file",  "--profile", "--project-directory", "--project-name",
    "--file",      "-f",         "-p",         "-H",          "--host",    "--context",           "-c",
    "--tlscacert", "--tlscert",  "--tlskey",   "--log-level", "--workdir"};
constexpr std::array docker_value_options = {"--config", "-c",          "--context",   "-H",        "--host",
                                             "-l",       "--log-level", "--tlscacert", "--tlscert", "--tlskey"};
constexpr std::array build_value_options = {"-f",
                                            "--file",
                                            "-t",
                                            "--tag",
                                            "--target",
                                            "--build-arg",
                                            "--platform",
                                            "--cache-from",
                                            "--cache-to",
                                            "--label",
                                            "--network",
                                            "--progress",
                                            "--secret",
                                            "--ssh",
                                            "-o",
                                            "--output",
                                            "--add-host",
                                            "--allow",
                                            "--annotation",
                                            "--attest",
                                            "--build-context",
                                            "--builder",
                                            "--call",
                                            "--cgroup-parent",
                                            "--iidfile",
                                            "--metadata-file",
                                            "--no-cache-filter",
                                            "--provenance",
                                            "--sbom",
                                            "--shm-size",
                                            "--ulimit",
                                            "-m",
                                            "--memory",
                                            "--cpuset-cpus",
                                            "--isolation",
                                            "--security-opt",
                                            "--format",
                                            "--squash-all",
                                            "-c",
                                            "--cpu-shares"};

template <std::size_t N>
bool takes_value(const std::array<const char*, N>& options, std::string_view option) {
  return std::ranges::find(options, option) != options.end();
}

/// One option with its value, from `--name value`, `--name=value` or `-nvalue`; moves `at` to the last word used.
struct Option {
  std::string_view name;
  std::string_view value;
};
template <std::size_t N>
Option read_option(const Words& words, std::size_t& at, const std::array<const char*, N>& with_value) {
  const std::string_view word = words[at];
  if (word.starts_with("--")) {
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos) return {word.substr(0, equals), word.substr(equals + 1)};
    if (takes_value(with_value, word) && at + 1 < words.size()) return {word, words[++at]};
    return {word, {}};
  }
  if (word.size() > 2 && takes_value(with_value, word.substr(0, 2))) {
    std::string_view value = word.substr(2);
    if (value.starts_with('=')) value.remove_prefix(1);
    return {word.substr(0, 2), value};
  }
  if (takes_value(with_value, word) && at + 1 < words.size()) return {word, words[++at]};
  return {word, {}};
}

bool is_docker(std::string_view program) { return program == "docker" || program == "podman" || program == "nerdctl"; }

/// Commands that may turn out to be about containers once their variables are put in.
bool may_be_docker(const shell::Node& simple) {
  const std::string_view first = simple.words.front().raw;
  if (first == "eval" || first.find('$') != std::string_view::npos) return true;
  return std::ranges::any_of(
      simple.words.subspan(0, std::min<std::size_t>(simple.words.size(), 6)), [](const shell::Word& word) {
        return word.text.ends_with("docker") || word.text.ends_with("podman") || word.text.ends_with("-compose") ||
               word.text.ends_with("nerdctl") || word.raw.starts_with('$') || word.raw.starts_with("\"$");
      });
}

/// Finds the commands of one file.
class Finder {
 public:
  Finder(const Project& project, Arena& arena, const File& file) : project_(project), arena_(arena), file_(&file) {}

  std::vector<ComposeCommand> compose_commands;
  std::vector<BuildCommand> build_commands;

  void run(const std::vector<EmbeddedScript>& scripts) {
    for (const EmbeddedScript& script : scripts) {
      if (!mentions_docker(script)) continue;
      script_ = &script;
      for (ExpandedCommand& command : expand_commands(*script.script, script.context, may_be_docker)) {
        if (is_for_any_shell()) read_windows_paths(command);
        look_at(command);
      }
    }
    if (file_->kind == FileKind::ci && file_->yaml != nullptr) {
      build_actions(*file_->yaml);
      for (const yaml::Node* const document : file_->yaml->documents) build_plugins(document->resolved());
    }
    take_further_names();
    if (file_->kind == FileKind::bake) add_bake_targets(project_, *file_, arena_, build_commands);
    std::ranges::stable_sort(compose_commands, {}, &ComposeCommand::span);
    std::ranges::stable_sort(build_commands, {}, &BuildCommand::span);
  }

 private:
  /// Whether the file does not say which shell runs what it holds: people on Windows paste it into theirs, and npm
  /// takes that of the system.
  bool is_for_any_shell() const {
    return file_->kind == FileKind::readme || file_->kind == FileKind::documentation ||
           file_->kind == FileKind::package_json;
  }

  /// `.\deploy\compose.yml` is a path there, where a shell of Unix drops the backslashes.
  static void read_windows_paths(ExpandedCommand& command) {
    for (std::size_t index = 0; index < command.words.size(); ++index) {
      if (command.sources[index] < 0) continue;
      const std::string_view raw = command.node->words[static_cast<std::size_t>(command.sources[index])].raw;
      if (raw.find('\\') == std::string_view::npos || raw.find_first_of("\"'$ \n") != std::string_view::npos) continue;
      command.words[index] = raw;
      std::ranges::replace(command.words[index], '\\', '/');
    }
  }

  /// Cheap test before a script is read with its variables: most scripts of a repository are about something else.
  bool mentions_docker(const EmbeddedScript& script) const {
    const std::string_view text = project_.sources[file_->source].text(script.script->span);
    if (text.find("docker") != std::string_view::npos || text.find("podman") != std::string_view::npos ||
        text.find("nerdctl") != std::string_view::npos)
      return true;
    // The name may be put in for a word of the author's.
    if (std::ranges::any_of(script.script->commands, [](const shell::Node* node) {
          return is_docker(node->program) || node->program == "docker-compose" || node->program == "podman-compose";
        }))
      return true;
    // A Makefile holds the program's name in a variable.
    return std::ranges::any_of(script.context.variables, [](const auto& variable) {
      return std::ranges::any_of(variable.second, [](const Value& value) {
        return !value.empty() &&
               (value.front().find("docker") != std::string::npos || value.front().find("podman") != std::string::npos);
      });
    });
  }

  void look_at(const ExpandedCommand& command) {
    std::size_t at = program_index(command.words);
    if (at >= command.words.size()) return;
    const std::string_view program = base_name(command.words[at]);
    if (program == "docker-compose" || program == "podman-compose") {
      compose(command, at + 1);
      return;
    }
    if (!is_docker(program)) return;
    ++at;
    while (at < command.words.size() && command.words[at].starts_with('-')) {
      read_option(command.words, at, docker_value_options);
      ++at;
    }
    if (at >= command.words.size()) return;
    const std::string_view verb = command.words[at];
    const std::string_view next = at + 1 < command.words.size() ? std::string_view(command.words[at + 1]) : "";
    if (verb == "compose") {
      compose(command, at + 1);
    } else if (verb == "stack" && (next == "deploy" || next == "up")) {
      stack_deploy(command, at + 2);
    } else if (verb == "build") {
      build(command, at + 1);
    } else if ((verb == "buildx" || verb == "image" || verb == "builder") && next == "build") {
      build(command, at + 2);
    } else if (verb == "tag") {
      name_again(command, at + 1);
    } else if (verb == "image" && next == "tag") {
      name_again(command, at + 2);
    }
  }

  /// `docker tag OLD NEW`.
  void name_again(const ExpandedCommand& command, std::size_t at) {
    if (at + 1 < command.words.size())
      further_names_.push_back({shown(command.words[at], arena()), shown(command.words[at + 1], arena())});
  }

  /// Gives the builds of the file the names that `docker tag` gives to what they make.
  void take_further_names() {
    const auto is_same = [](std::string_view one, std::string_view other) {
      constexpr std::string_view latest = ":latest";
      if (one.ends_with(latest)) one.remove_suffix(latest.size());
      if (other.ends_with(latest)) other.remove_suffix(latest.size());
      return one == other;
    };
    for (const auto& [from, to] : further_names_)
      for (BuildCommand& build : build_commands) {
        if (std::ranges::find(build.tags, to) != build.tags.end() ||
            std::ranges::none_of(build.tags, [&](std::string_view tag) { return is_same(tag, from); }))
          continue;
        std::vector<std::string_view> tags(build.tags.begin(), build.tags.end());
        tags.push_back(to);
        build.tags = arena().copy(tags);
      }
  }

  /// Index of the program behind `sudo`, `env A=b`, `exec`, `time`, `timeout 5` and the like.
  static std::size_t program_index(const Words& words) {
    std::size_t at = 0;
    while (at < words.size()) {
      const std::string_view word = words[at];
      if (word == "sudo" || word == "exec" || word == "time" || word == "env" || word == "nohup" || word == "command" ||
          word == "then" || word == "nice") {
        ++at;
        while (at < words.size() && (words[at].starts_with('-') || words[at].find('=') != std::string::npos)) ++at;
      } else if (word == "timeout") {
        ++at;
        while (at < words.size() && words[at].starts_with('-')) ++at;
        ++at;
      } else {
        break;
      }
    }
    return at;
  }

  /// Where a path of the command leads. When the working directory is not known, the folder of the script and those
  /// above it are tried, nearest first, then the root.
  struct Place {
    std::string path;
    bool known = true;
    bool exists = true;
    std::optional<std::string> tried = std::nullopt;  ///< The folder in which it was found by trying.
  };
  Place place_of(std::string_view path, const ExpandedCommand& command) const {
    if (is_unknown(path) || lacks_part(path)) return {std::string(path), false, false};
    if (const auto known = script_path_to_root(path, command.directory); known.has_value())
      return {*known, true, in_tree(*known)};
    if (path.starts_with('/')) {
      // A deployed copy: /opt/app/compose.yaml is compose.yaml of this repository when there is such a file.
      const std::string_view name = base_name(path);
      if (!name.empty() && in_tree(name)) return {std::string(name), true, true};
      return {std::string(path), false, false};
    }
    if (command.directory.has_value()) return {std::string(path), false, false};
    // `cd repository/docker` of a README: the first folder is the clone itself.
    const std::size_t clone = command.below.find('/');
    const bool in_clone = clone != std::string::npos && !in_tree(command.below.substr(0, clone));
    const std::string inside = in_clone ? command.below.substr(clone + 1) : std::string();
    for (const std::string& below : {command.below, inside, std::string()}) {
      // A guide in `docs/` is followed from the root, a README from its own folder.
      const bool from_root = file_->kind == FileKind::documentation;
      for (std::string_view folder = from_root ? std::string_view() : parent_path(file_->path);;
           folder = parent_path(folder)) {
        const std::optional<std::string> start = join_path(folder, below);
        const std::optional<std::string> candidate = start.has_value() ? join_path(*start, path) : std::nullopt;
        if (candidate.has_value() && in_tree(*candidate)) return {*candidate, true, true, start};
        if (folder.empty()) break;
      }
      // A `cd` into a folder that is not there goes into the clone itself.
      if (below.empty()) break;
    }
    const std::optional<std::string> at_root = join_path(command.below, path);
    return {at_root.value_or(std::string(path)), at_root.has_value() && !command.elsewhere, false};
  }

  /// Files that one command names stand in one folder, if there is one with all of them: `-f compose.yml -f db.yml` of
  /// `db/README.md` does not mean `db/db.yml`.
  std::vector<Place> places_of(const Words& files, const ExpandedCommand& command) const {
    std::vector<Place> places;
    for (const std::string& file : files) places.push_back(place_of(file, command));
    for (const Place& place : places) {
      if (!place.tried.has_value()) continue;
      std::vector<Place> together;
      for (const std::string& file : files)
        if (const auto path = join_path(*place.tried, file); path.has_value() && in_tree(*path))
          together.push_back({*path, true, true, place.tried});
      if (together.size() == files.size()) return together;
    }
    return places;
  }

  bool in_tree(std::string_view path) const {
    const PathState state = project_.path_state(path);
    return state == PathState::file || state == PathState::directory || state == PathState::ignored_by_git ||
           state == PathState::unknown;
  }

  Arena& arena() { return arena_; }

  ComposeCommand start_compose(const ExpandedCommand& command) {
    ComposeCommand result;
    result.file = file_;
    result.place = file_->script != nullptr ? std::string_view{} : script_->place;
    result.span = command.node->span;
    result.node = script_->place == usage_comment ? nullptr : command.node;
    return result;
  }

  void compose(const ExpandedCommand& command, std::size_t at) {
    ComposeCommand result = start_compose(command);
    Words files, profiles, env_files;
    std::string project_directory;
    for (; at < command.words.size() && command.words[at].starts_with('-'); ++at) {
      const Option option = read_option(command.words, at, compose_value_options);
      if (option.name == "-f" || option.name == "--file") files.emplace_back(option.value);
      if (option.name == "--profile") profiles.emplace_back(option.value);
      if (option.name == "--env-file") env_files.emplace_back(option.value);
      if (option.name == "-p" || option.name == "--project-name") result.project_name = shown(option.value, arena());
      if (option.name == "--project-directory" || option.name == "--workdir") {
        project_directory = option.value;
        result.has_project_directory = true;
      }
      if (option.name == "--version" || option.name == "-v" || option.name == "--help" || option.name == "-h") return;
    }
    // `$(features) up`: what stands before the verb may be options that name files.
    static constexpr std::array<std::string_view, 12> verbs = {"up",   "down", "build", "run",  "exec",  "pull",
                                                               "push", "ps",   "logs",  "stop", "start", "restart"};
    if (at + 1 < command.words.size() && is_unknown(command.words[at]) &&
        std::ranges::find(verbs, command.words[at + 1]) != verbs.end()) {
      result.files_known = false;
      ++at;
    }
    if (at < command.words.size()) {
      result.verb = shown(command.words[at], arena());
      if (result.verb == "version" || result.verb == "ls") return;
      ++at;
    }
    std::vector<std::string_view> operands;
    for (; at < command.words.size(); ++at) operands.push_back(shown(command.words[at], arena()));
    result.operands = arena().copy(operands);
    if (files.empty()) split_list(command, "COMPOSE_FILE", files);
    if (profiles.empty()) split_list(command, "COMPOSE_PROFILES", profiles);
    add_compose(command, result, files, profiles, env_files, project_directory);
  }

  static void split_list(const ExpandedCommand& command, std::string_view name, Words& into) {
    const auto found = command.environment.find(name);
    if (found == command.environment.end()) return;
    std::string_view rest = found->second;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(name == "COMPOSE_FILE" ? ":;" : ","), rest.size());
      if (end > 0) into.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }

  void stack_deploy(const ExpandedCommand& command, std::size_t at) {
    ComposeCommand result = start_compose(command);
    result.verb = "deploy";
    static constexpr std::array options = {"-c", "--compose-file", "--orchestrator", "--resolve-image"};
    Words files;
    std::vector<std::string_view> operands;
    for (; at < command.words.size(); ++at) {
      if (!command.words[at].starts_with('-')) {
        operands.push_back(shown(command.words[at], arena()));
        continue;
      }
      const Option option = read_option(command.words, at, options);
      if (option.name != "-c" && option.name != "--compose-file") continue;
      // One option may name several files.
      std::string_view rest = option.value;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        if (end > 0) files.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(rest.size(), end + 1));
      }
    }
    result.operands = arena().copy(operands);
    if (!files.empty()) add_compose(command, result, files, {}, {}, {});
  }

  void add_compose(const ExpandedCommand& command, ComposeCommand result, const Words& files, const Words& profiles,
                   const Words& env_files, const std::string& project_directory) {
    std::vector<std::string_view> paths, missing;
    result.files_given = !files.empty();
    if (std::ranges::find(files, "-") != files.end()) return;  // Read from standard input: nothing to look at.
    for (const Place& place : places_of(files, command)) {
      result.files_known &= place.known;
      paths.push_back(shown(place.path, arena()));
      if (place.known && !place.exists) missing.push_back(paths.back());
    }
    result.directory_known = command.directory.has_value();
    if (command.directory.has_value()) {
      result.directory = arena().copy(*command.directory);
    } else if (!command.below.empty()) {
      // `cd ops` of a README: seen from its own folder or one above it.
      const Place place = place_of(".", command);
      result.directory_known = place.exists;
      if (place.exists) result.directory = arena().copy(place.path);
    }
    result.files = arena().copy(paths);
    result.missing = arena().copy(missing);
    std::vector<std::string_view> names;
    for (const std::string& profile : profiles) {
      if (is_unknown(profile)) result.profiles_known = false;
      names.push_back(shown(profile, arena()));
    }
    result.profiles = arena().copy(names);
    names.clear();
    for (const std::string& env_file : env_files) names.push_back(shown(place_of(env_file, command).path, arena()));
    result.env_files = arena().copy(names);
    if (result.has_project_directory)
      result.project_directory = shown(place_of(project_directory, command).path, arena());
    // `$COMPOSE --file other.yml` whose variable may hold `-f compose.yml` as well: what stands there is meant alone.
    const auto is_end_of = [](std::span<const std::string_view> end, std::span<const std::string_view> all) {
      return !end.empty() && end.size() < all.size() && std::ranges::equal(end, all.last(end.size()));
    };
    for (std::size_t other = compose_commands.size(); other > 0 && compose_commands[other - 1].span == result.span;
         --other) {
      ComposeCommand& known = compose_commands[other - 1];
      if (known.file != result.file || known.verb != result.verb) continue;
      if (is_end_of(known.files, result.files)) return;
      if (is_end_of(result.files, known.files)) {
        known = result;
        return;
      }
    }
    // Ways in which a command may look that differ in nothing that matters here are one.
    for (auto other = compose_commands.rbegin(); other != compose_commands.rend(); ++other) {
      if (other->span != result.span) break;
      if (other->verb == result.verb && std::ranges::equal(other->files, result.files) &&
          std::ranges::equal(other->profiles, result.profiles) &&
          std::ranges::equal(other->env_files, result.env_files) &&
          std::ranges::equal(other->operands, result.operands))
        return;
    }
    compose_commands.push_back(result);
  }

  void build(const ExpandedCommand& command, std::size_t at) {
    BuildCommand result;
    result.file = file_;
    result.place = file_->script != nullptr ? std::string_view{} : script_->place;
    result.span = command.node->span;
    result.node = script_->place == usage_comment ? nullptr : command.node;
    std::string_view dockerfile, context;
    std::vector<std::string_view> tags, platforms, arguments, contexts;
    bool has_context = false;
    for (; at < command.words.size(); ++at) {
      const std::string_view word = command.words[at];
      if (!word.starts_with('-') || word == "-") {
        // `$MORE_OPTIONS` behind it.
        if (has_context && is_unknown(word)) continue;
        // `${context}` that another branch sets: nobody builds in a folder without a name.
        if (word.empty()) return;
        context = word;
        has_context = true;
        continue;
      }
      const std::size_t option_at = at;
      const Option option = read_option(command.words, at, build_value_options);
      // `-f "$dockerfile"` that is empty until a loop gives it a value.
      if (option.name == "-f" || option.name == "--file")
        dockerfile = option.value.empty() ? std::string_view(&unknown_part, 1) : option.value;
      if (option.name == "-t" || option.name == "--tag") tags.push_back(shown(option.value, arena()));
      if (option.name == "--platform") split(shown(option.value, arena()), platforms);
      if (option.name == "--build-arg")
        arguments.push_back(shown(option.value.substr(0, option.value.find('=')), arena()));
      if (option.name == "--build-context")
        contexts.push_back(shown(option.value.substr(0, option.value.find('=')), arena()));
      if (option.name == "--push") result.pushes = true;
      if (option.name == "--target") {
        result.target = shown(option.value, arena());
        result.target_span = word_span(command, at == option_at ? option_at : at);
      }
      if (option.name == "--help" || option.name == "-h") return;
    }
    if (!has_context) return;
    result.tags = arena().copy(tags);
    result.platforms = arena().copy(platforms);
    result.arguments = arena().copy(arguments);
    result.contexts = arena().copy(contexts);
    set_context(result, command, context, dockerfile);
    // A comment often leaves out where it is to be typed.
    if (script_->place == usage_comment && project_.file(result.dockerfile) == nullptr) return;
    for (auto other = build_commands.rbegin(); other != build_commands.rend(); ++other) {
      if (other->span != result.span) break;
      if (other->dockerfile == result.dockerfile && other->context == result.context && other->target == result.target)
        return;
    }
    build_commands.push_back(result);
  }

  static Span word_span(const ExpandedCommand& command, std::size_t index) {
    const int source = index < command.sources.size() ? command.sources[index] : -1;
    return source < 0 ? command.node->span : command.node->words[static_cast<std::size_t>(source)].span;
  }

  /// `-f` is seen from the working directory, not from the context.
  void set_context(BuildCommand& result, const ExpandedCommand& command, std::string_view context,
                   std::string_view dockerfile) {
    const bool remote = context == "-" || context.find("://") != std::string_view::npos || context.starts_with("git@");
    Place place = remote ? Place{std::string(context), false, false} : place_of(context, command);
    if (!remote && dockerfile.empty() && place.known && !command.directory.has_value() && !is_unknown(context)) {
      // Of the folders that the context may be, the one with a Dockerfile is meant.
      const Place there = place_of(std::string(context) + "/Dockerfile", command);
      if (there.known && there.exists) place = {std::string(parent_path(there.path)), true, true, there.tried};
    }
    const Place file = dockerfile.empty()  ? Place{}
                       : dockerfile == "-" ? Place{"-", false, false}
                                           : place_of(dockerfile, command);
    // The command runs where its Dockerfile was found.
    if (place.tried.has_value() && file.tried.has_value())
      if (std::optional<std::string> from_there = join_path(*file.tried, context); from_there.has_value())
        place.path = std::move(*from_there);
    // A script that went into a folder which is not there: a Dockerfile alone tells which one is meant instead.
    if (file_->script != nullptr && dockerfile.empty() && place.known && place.tried.has_value() &&
        !command.below.empty() && !place.tried->ends_with(command.below) &&
        !in_tree(join_path(place.path, "Dockerfile").value_or("Dockerfile")))
      place.known = false;
    result.context_known = place.known;
    result.context = shown(place.path, arena());
    if (dockerfile.empty()) {
      result.dockerfile_known = place.known;
      result.dockerfile =
          shown(default_dockerfile(project_, join_path(place.path, "Dockerfile").value_or("Dockerfile")), arena());
    } else {
      result.dockerfile_known = file.known;
      result.dockerfile = shown(file.path, arena());
    }
  }

  // --- Build actions of CI ---

  static const yaml::Node* get(const yaml::Node* node, std::string_view key) {
    if (node == nullptr || !node->resolved().is_mapping()) return nullptr;
    const yaml::Node* const value = node->resolved().get(key);
    return value != nullptr ? &value->resolved() : nullptr;
  }
  static std::string_view scalar(const yaml::Node* node) {
    return node != nullptr && node->is_scalar() ? node->text : std::string_view{};
  }

  void build_actions(const yaml::Stream& yaml) {
    const yaml::Node* const jobs = get(yaml.root(), "jobs");
    if (jobs == nullptr || !jobs->is_mapping()) return;
    workflow_ = yaml.root();
    for (const yaml::Entry& job : jobs->entries) {
      const yaml::Node* const steps = get(job.value, "steps");
      if (steps == nullptr) continue;
      job_ = job.value;
      checkout_ = {};
      foreign_ = {};
      for (const yaml::Node* const step : steps->items) {
        const std::string_view uses = scalar(get(step, "uses"));
        // The repository itself, in a folder of the workspace.
        if (uses.starts_with("actions/checkout") && get(get(step, "with"), "repository") != nullptr)
          foreign_ = shown(filled(scalar(get(get(step, "with"), "path")), {}), arena());
        if (uses.starts_with("actions/checkout") && get(get(step, "with"), "repository") == nullptr)
          checkout_ = shown(filled(scalar(get(get(step, "with"), "path")), {}), arena());
        if (!uses.starts_with("docker/build-push-action")) continue;
        for (const auto& choice : matrix_choices(job.value)) build_action(*step, job.key->text, choice);
      }
    }
  }

  // --- Build plugins of Drone and Woodpecker ---

  /// Steps, in a list or under their names, that hand `repo` and `tags` to a plugin which builds and pushes an image.
  void build_plugins(const yaml::Node& root) {
    for (const std::string_view key : {"steps", "pipeline"}) {
      const yaml::Node* const steps = get(&root, key);
      if (steps == nullptr) continue;
      for (const yaml::Node* const step : steps->items) build_plugin(step->resolved(), scalar(get(step, "name")));
      for (const yaml::Entry& entry : steps->entries) build_plugin(entry.value->resolved(), entry.key->text);
    }
  }

  /// A build that a CI file asks an action or a plugin for.
  BuildCommand build_of(std::string_view kind, std::string_view name) {
    BuildCommand result;
    result.file = file_;
    std::string place(kind);
    ((place += " `") += name) += '`';
    result.place = arena().copy(place);
    return result;
  }

  ExpandedCommand in_checkout_root() const {
    ExpandedCommand command;
    command.directory = std::string(root_of_pipeline(file_->path));
    return command;
  }

  void build_plugin(const yaml::Node& step, std::string_view name) {
    const yaml::Node* const image = get(&step, "image");
    const yaml::Node* const settings = get(&step, "settings");
    const std::string_view repository = scalar(get(settings, "repo"));
    if (image == nullptr || repository.empty() || repository.find('$') != std::string_view::npos) return;
    const bool builds = std::ranges::any_of(
        std::initializer_list<std::string_view>{"docker", "buildx", "kaniko", "buildah", "ecr", "gcr", "gar", "acr"},
        [&](std::string_view word) { return scalar(image).find(word) != std::string_view::npos; });
    if (!builds) return;
    BuildCommand result = build_of("step", name);
    const std::string_view dockerfile = scalar(get(settings, "dockerfile"));
    const std::string_view context = scalar(get(settings, "context"));
    result.span = get(settings, dockerfile.empty() ? "repo" : "dockerfile")->span;
    set_context(result, in_checkout_root(), context.empty() ? "." : context, dockerfile);
    if (const yaml::Node* const target = get(settings, "target"); target != nullptr && target->is_scalar()) {
      result.target = shown(target->text, arena());
      result.target_span = target->span;
    }
    const std::string_view dry_run = scalar(get(settings, get(settings, "dry_run") != nullptr ? "dry_run" : "dry-run"));
    result.pushes = dry_run != "true";
    result.tags = arena().copy(tags_of_plugin(*settings, repository));
    build_commands.push_back(result);
  }

  std::vector<std::string_view> tags_of_plugin(const yaml::Node& settings, std::string_view repository) {
    std::vector<std::string_view> tags;
    const auto add = [&](std::string_view tag) {
      std::string name(repository);
      name += ':';
      name += tag.find('$') == std::string_view::npos ? tag : std::string_view(&unknown_part, 1);
      tags.push_back(shown(name, arena()));
    };
    const yaml::Node* const given = get(&settings, "tags");
    if (given != nullptr && given->is_scalar()) add(given->text);
    if (given != nullptr)
      for (const yaml::Node* const item : given->items) add(scalar(&item->resolved()));
    if (tags.empty()) add("latest");
    return tags;
  }

  using Choice = std::map<std::string, std::string, std::less<>>;

  /// Combinations of `strategy.matrix`, as far as they are literal; one empty choice without a matrix.
  static std::vector<Choice> matrix_choices(const yaml::Node* job) {
    std::vector<Choice> choices(1);
    const yaml::Node* const matrix = get(get(job, "strategy"), "matrix");
    if (matrix == nullptr || !matrix->is_mapping()) return choices;
    bool has_axis = false;
    for (const yaml::Entry& axis : matrix->entries) {
      if (axis.key->text == "include" || axis.key->text == "exclude" || !axis.value->resolved().is_sequence()) continue;
      has_axis = true;
      std::vector<Choice> product;
      for (const Choice& choice : choices)
        for (const yaml::Node* const item : axis.value->resolved().items) {
          if (product.size() >= 32) break;
          Choice next = choice;
          add_item(std::string(axis.key->text), item->resolved(), next);
          product.push_back(std::move(next));
        }
      choices = std::move(product);
    }
    if (const yaml::Node* const exclude = get(matrix, "exclude"); exclude != nullptr)
      for (const yaml::Node* const item : exclude->items) leave_out(item->resolved(), choices);
    const yaml::Node* const include = get(matrix, "include");
    if (include == nullptr || !include->is_sequence()) return choices;
    if (!has_axis) choices.clear();
    for (const yaml::Node* const item : include->items) {
      Choice extra;
      for (const yaml::Entry& entry : item->resolved().entries)
        add_item(std::string(entry.key->text), entry.value->resolved(), extra);
      // An entry that agrees with combinations extends them, any other one is a combination of its own.
      bool extended = false;
      for (Choice& choice : choices) {
        const bool agrees = has_axis && std::ranges::any_of(extra, [&](const auto& pair) {
                              const auto same = choice.find(pair.first);
                              return same != choice.end() && same->second == pair.second;
                            });
        if (agrees) {
          choice.insert(extra.begin(), extra.end());
          extended = true;
        }
      }
      if (!extended && choices.size() < 64) choices.push_back(std::move(extra));
    }
    if (choices.empty()) choices.emplace_back();
    return choices;
  }

  /// Removes the combinations that an entry of `exclude` names; what a combination does not tell may match.
  static void leave_out(const yaml::Node& entry, std::vector<Choice>& choices) {
    Choice named;
    for (const yaml::Entry& axis : entry.entries) add_item(std::string(axis.key->text), axis.value->resolved(), named);
    std::erase_if(choices, [&](const Choice& choice) {
      return std::ranges::all_of(named, [&](const auto& pair) {
        const auto same = choice.find(pair.first);
        return same == choice.end() || same->second == pair.second || same->second.find("${{") != std::string::npos;
      });
    });
  }

  static void add_item(const std::string& name, const yaml::Node& item, Choice& choice) {
    if (item.is_scalar()) choice[name] = std::string(item.text);
    for (const yaml::Entry& entry : item.entries)
      if (entry.value->resolved().is_scalar())
        choice[name + "." + std::string(entry.key->text)] = std::string(entry.value->resolved().text);
  }

  /// A value of the action with what the workflow itself says of `${{ matrix.x }}`, `${{ env.X }}` and the tags that
  /// `docker/metadata-action` makes up put in; other expressions stay unknown. `depth` ends values that name each
  /// other.
  std::string filled(std::string_view text, const Choice& choice, int depth = 0) const {
    std::string result;
    while (!text.empty()) {
      const std::size_t at = text.find("${{");
      result += text.substr(0, at);
      if (at == std::string_view::npos) break;
      const std::size_t end = text.find("}}", at);
      std::string_view expression = text.substr(at + 3, end == std::string_view::npos ? end : end - at - 3);
      const std::size_t begin = std::min(expression.find_first_not_of(' '), expression.size());
      expression = expression.substr(begin, expression.find_last_not_of(' ') + 1 - begin);
      result += value_of(expression, choice, depth);
      text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
    }
    return result;
  }

  std::string value_of(std::string_view expression, const Choice& choice, int depth) const {
    constexpr int deepest = 4;
    std::string unknown(1, unknown_part);
    if (depth > deepest) return unknown;
    if (expression == "github.workspace") return std::string(1, root_mark);
    if (expression.starts_with("matrix.")) {
      const auto found = choice.find(expression.substr(std::string_view("matrix.").size()));
      return found != choice.end() ? filled(found->second, choice, depth + 1) : unknown;
    }
    if (expression.starts_with("env.")) {
      const std::string_view name = expression.substr(std::string_view("env.").size());
      // The nearer one holds.
      for (const yaml::Node* const scope : {job_, workflow_})
        if (const yaml::Node* const value = get(get(scope, "env"), name); value != nullptr && value->is_scalar())
          return filled(value->text, choice, depth + 1);
      return unknown;
    }
    constexpr std::string_view of_step = "steps.", tags = ".outputs.tags";
    if (expression.starts_with(of_step) && expression.ends_with(tags) &&
        expression.size() > of_step.size() + tags.size())
      return made_up_tags(expression.substr(of_step.size(), expression.size() - of_step.size() - tags.size()), choice,
                          depth);
    return unknown;
  }

  /// What the step of this id hands on as tags: each of its `images` under tags that only a run can tell.
  std::string made_up_tags(std::string_view id, const Choice& choice, int depth) const {
    std::string result;
    const yaml::Node* const steps = get(job_, "steps");
    if (steps == nullptr) return std::string(1, unknown_part);
    for (const yaml::Node* const step : steps->items) {
      if (scalar(get(step, "id")) != id || !scalar(get(step, "uses")).starts_with("docker/metadata-action")) continue;
      const std::string images = filled(scalar(get(get(step, "with"), "images")), choice, depth + 1);
      for (std::string_view line : words_of_list(images)) {
        // `name=ghcr.io/team/app,enable=true` is split at the comma already.
        if (line.starts_with("name=")) line.remove_prefix(std::string_view("name=").size());
        if (line.find('=') != std::string_view::npos) continue;
        (((result += line) += ':') += unknown_part) += '\n';
      }
    }
    return result.empty() ? std::string(1, unknown_part) : result;
  }

  void build_action(const yaml::Node& step, std::string_view job, const Choice& choice) {
    const yaml::Node* const with = get(&step, "with");
    BuildCommand result = build_of("job", job);
    result.span = step.entry("uses")->value->span;
    std::string context = filled(scalar(get(with, "context")), choice);
    // Without a context the action builds the repository as Git has it.
    if (context.empty() || context.starts_with("{{defaultContext}}")) context = ".";
    context = in_checkout(std::move(context));
    const std::string dockerfile = in_checkout(filled(scalar(get(with, "file")), choice));
    set_context(result, in_checkout_root(), context, dockerfile);
    if (is_foreign(context) || is_foreign(dockerfile)) result.context_known = result.dockerfile_known = false;
    if (const yaml::Node* const target = get(with, "target"); target != nullptr) {
      result.target = shown(filled(scalar(target), choice), arena());
      result.target_span = target->span;
    }
    result.pushes = !scalar(get(with, "push")).empty() && scalar(get(with, "push")) != "false";
    std::vector<std::string_view> tags, platforms, arguments, contexts;
    split(filled(scalar(get(with, "tags")), choice), tags);
    add_exported_names(filled(scalar(get(with, "outputs")), choice), tags);
    split(filled(scalar(get(with, "platforms")), choice), platforms);
    split(filled(scalar(get(with, "build-args")), choice), arguments);
    split(filled(scalar(get(with, "build-contexts")), choice), contexts);
    // A line may be quoted, as in a table of values.
    const auto name_of = [](std::string_view line) {
      if (line.starts_with('"') || line.starts_with('\'')) line.remove_prefix(1);
      return line.substr(0, line.find('='));
    };
    for (std::string_view& argument : arguments) argument = name_of(argument);
    for (std::string_view& name : contexts) name = name_of(name);
    result.tags = arena().copy(tags);
    result.platforms = arena().copy(platforms);
    result.arguments = arena().copy(arguments);
    result.contexts = arena().copy(contexts);
    build_commands.push_back(result);
  }

  /// Names in `outputs: type=image,name=ghcr.io/team/app,push=true`, which a push by digest gives instead of tags; the
  /// tag comes later.
  void add_exported_names(std::string_view outputs, std::vector<std::string_view>& tags) {
    for (std::string_view item : words_of_list(outputs)) {
      if (item.starts_with('"') && item.ends_with('"') && item.size() > 1) item = item.substr(1, item.size() - 2);
      constexpr std::string_view key = "name=";
      if (!item.starts_with(key) || item.size() == key.size()) continue;
      std::string name(item.substr(key.size()));
      if (base_name(name).find(':') == std::string_view::npos) (name += ':') += unknown_part;
      tags.push_back(shown(name, arena()));
    }
  }

  /// A path of the workspace, seen from the folder into which the job checks the repository out.
  std::string in_checkout(std::string path) const {
    if (checkout_.empty()) return path;
    std::string_view rest = path;
    if (rest.starts_with("./")) rest.remove_prefix(2);
    if (rest == checkout_) return ".";
    if (rest.starts_with(checkout_) && rest.substr(checkout_.size()).starts_with('/'))
      return std::string(rest.substr(checkout_.size() + 1));
    return path;
  }

  /// Whether a path of the workspace leads into another repository that the job checks out beside this one.
  bool is_foreign(std::string_view path) const {
    if (path.starts_with("./")) path.remove_prefix(2);
    return !foreign_.empty() && is_below(path, foreign_);
  }

  /// Items of a list with one to a line or with commas between them.
  static std::vector<std::string_view> words_of_list(std::string_view list) {
    std::vector<std::string_view> items;
    while (!list.empty()) {
      const std::size_t end = std::min(list.find_first_of(",\n"), list.size());
      const std::string_view item = ascii::trim(list.substr(0, end));
      if (!item.empty()) items.push_back(item);
      list.remove_prefix(std::min(list.size(), end + 1));
    }
    return items;
  }

  void split(std::string_view list, std::vector<std::string_view>& into) {
    for (const std::string_view item : words_of_list(list)) into.push_back(shown(item, arena()));
  }

  const Project& project_;
  Arena& arena_;
  const File* file_ = nullptr;
  const EmbeddedScript* script_ = nullptr;
  std::vector<std::pair<std::string_view, std::string_view>> further_names_;  ///< Of `docker tag`: old and new.
  const yaml::Node* workflow_ = nullptr;
  const yaml::Node* job_ = nullptr;  ///< The job whose steps are read.
  std::string_view foreign_;   ///< Of the job: the folder into which it checks another repository out; "" for none.
  std::string_view checkout_;  ///< Of the job: the folder that holds the repository; "" is the workspace itself.
};

}  // namespace

void find_commands(Linking& linking) {
  Project& project = linking.project;
  std::vector<std::unique_ptr<Finder>> finders(project.files.size());
  parallel_for(project.files.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    const File& file = project.files[index];
    if (linking.scripts[index].empty() && file.kind != FileKind::ci && file.kind != FileKind::bake) return;
    finders[index] = std::make_unique<Finder>(project, *project.arenas[worker + 1], file);
    finders[index]->run(linking.scripts[index]);
  });
  // Files are in path order, so the commands are in order of place.
  for (const std::unique_ptr<Finder>& finder : finders) {
    if (finder == nullptr) continue;
    project.compose_commands.insert(project.compose_commands.end(), finder->compose_commands.begin(),
                                    finder->compose_commands.end());
    project.build_commands.insert(project.build_commands.end(), finder->build_commands.begin(),
                                  finder->build_commands.end());
  }
}

}  // namespace seaworthy::project
