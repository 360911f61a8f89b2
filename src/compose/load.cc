// The order of the passes is that of the reference implementation, since it decides results: read and interpolate,
// include, reset, extend, merge, schema, long forms for each file; then defaults, checks and paths for each project;
// then names and implicit things once.

#include "compose/load.h"
#include "base/path_text.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "compose/canonical.h"
#include "compose/check.h"
#include "compose/context.h"
#include "compose/dotenv.h"
#include "compose/environment.h"
#include "compose/merge.h"
#include "compose/path.h"
#include "compose/read.h"
#include "compose/schema.h"
#include "compose/shape.h"
#include "compose/stack_file.h"
#include "compose/typed.h"

namespace seaworthy::compose {
namespace {

/// The env files that variables of the project come from: those that are named, else its `.env`.
std::vector<std::string> project_env_files(const Files& files, std::string_view directory, const Request& request) {
  if (!request.env_files.empty()) return request.env_files;
  for (const auto& [name, value] : request.environment)
    if (name == "COMPOSE_DISABLE_ENV_FILE" && (value == "1" || value == "true")) return {};
  std::string path = join_path(directory, ".env");
  if (files.source(path) == nullptr) return {};
  return {std::move(path)};
}

constexpr std::size_t deepest_include = 40;
constexpr std::size_t deepest_extends = 100;

bool is_remote(std::string_view path) {
  return path.find("://") != std::string_view::npos || path.starts_with("git@") || path.starts_with("github.com/");
}

std::string normalized_name(std::string_view name) {
  std::string result;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter || ((c == '_' || c == '-') && !result.empty())) result += c;
  }
  return result;
}

/// Where a file is read from and what its variables are.
struct Scope {
  std::string directory;  ///< Project directory: what relative paths in the model mean.
  std::string base;       ///< What the paths of `include` and `extends` are relative to.
  const Environment* environment = nullptr;
  std::vector<Span> chain;
  std::vector<std::string> including;  ///< Files that are being included, to find circles.
  bool is_base = false;                ///< Read only for `extends`: neither includes nor extends nor checks.
};

class Loader {
 public:
  Loader(Context& context, const Request& request) : context_(context), request_(request) {}

  std::vector<const Model*> run(std::span<const std::vector<std::string>> profile_sets) {
    directory_ = request_.has_project_directory ? join_path(request_.project_directory, "")
                 : request_.files.empty()       ? std::string()
                                                : std::string(folder_of(request_.files.front()));
    fill_environment();
    const Variable* const by_environment = environment_.find("COMPOSE_PROFILES");
    const std::string_view usual_profiles = by_environment != nullptr ? by_environment->value : std::string_view();
    name_project();

    Scope scope;
    scope.directory = scope.base = directory_;
    scope.environment = &environment_;
    if (request_.files.empty()) context_.report("compose-file-missing", {}, "There is no Compose file");
    const Value* tree = load_files(request_.files, scope);
    const bool any = is_mapping(tree) && !tree->members.empty();
    if (any) {
      // The reference names what it neither interpolates nor normalizes only where a file does.
      const Value* const name = tree->get("name");
      if (request_.interpolate || request_.normalize || name != nullptr)
        tree = with_member(context_, *tree, "name", make_text(context_, project_name_, name));
      if (request_.normalize) tree = normalize(context_, tree, project_name_, environment_);
    } else if (!request_.files.empty() && std::ranges::none_of(context_.problems, &Problem::fatal)) {
      context_.report("compose-yaml-invalid", first_file(), "The Compose file is empty");
    }

    // Values with variables in them have no types yet, so nothing further can be said about them.
    const Value* const typed = any && request_.interpolate ? to_model(context_, tree) : nullptr;
    const Findings of_all = static_cast<const Findings&>(context_);
    std::vector<const Model*> models;
    for (const std::vector<std::string>& profiles : profile_sets) {
      static_cast<Findings&>(context_) = of_all;
      models.push_back(model_of(any ? tree : nullptr, typed, active_profiles(profiles, usual_profiles)));
    }
    return models;
  }

 private:
  Span first_file() const {
    return context_.compose_files.empty() ? Span{} : Span{context_.compose_files.front(), 0, 0};
  }

  // --- environment ------------------------------------------------------------------------------------------------

  void fill_environment() {
    for (const auto& [name, value] : request_.environment)
      environment_.set({name, value, VariableSource::environment, {}});
    if (const Variable* const home = environment_.find("HOME"); home != nullptr) home_ = home->value;
    // Compose always knows its working directory; relative to the root it is ".".
    if (environment_.find("PWD") == nullptr) environment_.set({"PWD", ".", VariableSource::environment, {}});
    if (for_swarm()) {
      // Who audits cannot see the shell that deploys: what `.env` has is taken as exported, and marked as such.
      const std::string path = join_path(directory_, ".env");
      if (request_.templates_are_followed && context_.files.source(path) != nullptr)
        read_env_files({path}, VariableSource::unread_env_file, {}, environment_);
      context_.env_files.clear();
      expect_variables();
      return;
    }
    const VariableSource source = request_.env_files.empty() ? VariableSource::env_file : VariableSource::env_argument;
    read_env_files(project_env_files(context_.files, directory_, request_), source, {}, environment_);
    expect_variables();
  }

  void expect_variables() {
    for (const auto& [name, value] : request_.expected)
      environment_.add({context_.arena.copy(name),
                        value.empty() ? stand_in : context_.arena.copy(value),
                        VariableSource::env_template,
                        {},
                        value.empty()});
  }

  bool for_swarm() const { return request_.orchestrator == Orchestrator::swarm; }

  /// Adds what the files give and `environment` does not have yet.
  void read_env_files(const std::vector<std::string>& files, VariableSource source, Span because,
                      Environment& environment) {
    std::unordered_map<std::string_view, Variable> read;
    for (const std::string& path : files) {
      const Source* const file = context_.files.source(path);
      if (file == nullptr) {
        if (context_.files.sees(path))
          context_.report("compose-env-file-missing", because, "The env file `" + path + "` does not exist");
        continue;
      }
      context_.env_files.push_back(file->id());
      const Lookup of_environment = [&](std::string_view name) { return environment.find(name); };
      const Lookup of_earlier_files = [&](std::string_view name) -> const Variable* {
        const auto found = read.find(name);
        return found != read.end() ? &found->second : nullptr;
      };
      std::vector<DotenvEntry> entries;
      std::vector<DotenvProblem> problems;
      read_dotenv(*file, of_environment, context_.arena, entries, problems, of_earlier_files);
      for (const DotenvProblem& problem : problems) {
        if (problem.warning) {
          context_.warn("compose-variable-unset", problem.span, problem.message);
        } else {
          context_.report("dotenv-syntax", problem.span, problem.message);
        }
      }
      for (const DotenvEntry& entry : entries) read[entry.name] = {entry.name, entry.value, source, entry.span};
    }
    for (const auto& [name, variable] : read) environment.add(variable);
  }

  void name_project() {
    std::string name = request_.project_name;
    const Variable* const variable = environment_.find("COMPOSE_PROJECT_NAME");
    if (name.empty() && variable != nullptr) name = variable->value;
    if (!name.empty()) {
      if (normalized_name(name) != name)
        context_.report(
            "compose-project-name-invalid", variable != nullptr ? variable->span : Span{},
            "The project name `" + name +
                "` may hold only lower-case letters, digits, `-` and `_`, and begins with a letter or digit");
      project_name_ = context_.arena.copy(name);
    } else {
      project_name_ = context_.arena.copy(name_from_files());
    }
    // Uninterpolated, the reference does not even look up variables that are passed on by name.
    if (!request_.interpolate) environment_ = Environment();
    environment_.set({"COMPOSE_PROJECT_NAME", project_name_, VariableSource::environment, {}});
  }

  std::string name_from_files() {
    std::string_view name;
    Span span;
    for (const std::string& path : request_.files) {
      const yaml::Stream* const stream = context_.files.yaml(path);
      if (stream == nullptr) continue;
      for (const yaml::Node* document : stream->documents) {
        const yaml::Node* const node = document->resolved().get("name");
        if (node == nullptr || !node->is_scalar() || node->text.empty()) continue;
        // What is wrong with it is reported when the file is read.
        const std::size_t problems = context_.problems.size();
        const std::size_t variables = context_.variables.size();
        name = interpolate_alone(context_, *node, {environment_, request_.interpolate, {}});
        context_.problems.resize(problems);
        context_.variables.resize(variables);
        span = node->span;
      }
    }
    if (span.valid()) {
      const std::string normalized = normalized_name(name);
      if (normalized.empty())
        context_.report("compose-project-name-invalid", span, "The project's name is empty once it is made valid");
      return normalized;
    }
    const std::string_view folder = base_name(directory_);
    std::string normalized = normalized_name(folder.empty() || folder == ".." ? request_.root_name : folder);
    if (normalized.empty()) normalized = "project";
    return normalized;
  }

  /// Those that are asked for, else those of a list with commas.
  std::vector<std::string_view> active_profiles(const std::vector<std::string>& asked_for, std::string_view rest) {
    std::vector<std::string_view> profiles;
    profiles.reserve(asked_for.size());
    for (const std::string& profile : asked_for) profiles.push_back(context_.arena.copy(profile));
    if (!profiles.empty() || rest.empty()) return profiles;
    while (true) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      std::string_view profile = rest.substr(0, comma);
      while (profile.starts_with(' ')) profile.remove_prefix(1);
      while (profile.ends_with(' ')) profile.remove_suffix(1);
      if (!profile.empty()) profiles.push_back(profile);
      if (comma == rest.size()) return profiles;
      rest.remove_prefix(comma + 1);
    }
  }

  // --- files ------------------------------------------------------------------------------------------------------

  /// A file that belongs to the stack is not read.
  Problem& unread(std::string_view kind, const Value& named, const std::string& message, bool fatal) {
    context_.incomplete = true;
    return fatal ? context_.report(kind, named.span(), message, chain_of(&named))
                 : context_.warn(kind, named.span(), message, chain_of(&named));
  }

  /// A file that is included or extended from could not be had.
  void not_there(std::string_view how, const Value& named, const std::string& path) {
    const std::string file = "The " + std::string(how) + " file `" + std::string(named.text) + "` ";
    if (!context_.files.sees(path)) {
      if (leads_out(path) || path.starts_with('/'))
        unread("compose-include-invalid", named, file + "lies outside the audited folder", true);
      else
        unread("limit", named, file + "lies in a folder that is not read", false);
    } else if (request_.templates_are_followed && context_.files.exists(path)) {
      // Discovery reads what looks like a part of the deployment only.
      unread("limit", named, file + "does not look like a Compose file and is not read", false);
    } else if (path != named.text && context_.files.exists(named.text)) {
      // Whoever wrote it thought that paths begin where the program is called.
      unread("compose-include-invalid", named, file + "does not exist: seen from here it is `" + path + "`", true);
    } else {
      unread("compose-include-invalid", named, file + "does not exist", true);
    }
  }

  const Value* load_files(const std::vector<std::string>& files, const Scope& scope) {
    const Value* tree = nullptr;
    for (const std::string& path : files)
      tree = for_swarm() ? load_stack_file(path, tree, scope) : load_file(path, tree, scope);
    if (tree == nullptr) return tree;
    if (for_swarm()) check_stack(context_, *tree);
    tree = add_defaults(context_, tree);
    if (request_.check) check_values(context_, tree);
    if (request_.resolve_paths || !scope.chain.empty()) tree = resolve_paths(context_, tree, scope.directory, home_);
    return resolve_environment(context_, tree, *scope.environment);
  }

  const Value* load_file(const std::string& path, const Value* tree, const Scope& scope) {
    const yaml::Stream* const stream = context_.files.yaml(path);
    if (stream == nullptr) {
      // A file that is included or extended is reported where it is named.
      if (scope.chain.empty()) context_.report("compose-file-missing", {}, "There is no Compose file `" + path + "`");
      return tree;
    }
    std::span<const Span> chain = context_.arena.copy(scope.chain);
    if (std::find(context_.compose_files.begin(), context_.compose_files.end(), stream->source) ==
        context_.compose_files.end()) {
      context_.compose_files.push_back(stream->source);
      report_yaml_problems(context_, *stream, chain);
    }
    for (const yaml::Node* document : stream->documents) {
      std::vector<ResetPath> resets;
      const Value* part = read_document(context_, *document, {*scope.environment, request_.interpolate, chain}, resets);
      if (part == nullptr) continue;
      part = promote_extensions(context_, part);
      if (!scope.is_base) {
        part = apply_includes(part, path, scope, resets);
        tree = apply_resets(context_, tree, resets);
        part = apply_extends(part, path, scope, resets);
      }
      tree = merge(context_, tree, part, Position::top());
      tree = keep_unique(context_, tree, Position::top());
      if (!scope.is_base) {
        if (request_.check) tree = validate_schema(context_, tree);
        if (tree == nullptr) continue;
        if (const Value* const version = tree->get("version"); version != nullptr) {
          context_.warn("compose-version-obsolete", place_of(version),
                        "`version` is obsolete and ignored; remove the line", chain_of(version));
          tree = without_member(context_, *tree, "version");
        }
      }
      tree = to_canonical(context_, tree, !request_.interpolate);
      tree = keep_unique(context_, tree, Position::top());
    }
    return tree;
  }

  /// A file that `docker stack deploy` is given. What it refuses is reported; the rest is read as Compose reads it.
  const Value* load_stack_file(const std::string& path, const Value* tree, const Scope& scope) {
    const yaml::Stream* const stream = context_.files.yaml(path);
    if (stream == nullptr) {
      context_.report("compose-file-missing", {}, "There is no Compose file `" + path + "`");
      return tree;
    }
    context_.compose_files.push_back(stream->source);
    report_yaml_problems(context_, *stream, {});
    // Of several documents only the first is read.
    if (stream->documents.empty()) return tree;
    const yaml::Node& document = *stream->documents.front();
    check_stack_file(context_, document, *scope.environment, first_version_);
    // What Compose would say of the same file is not asked.
    const std::size_t problems = context_.problems.size();
    const std::size_t unknown = context_.unknown_values.size();
    std::vector<ResetPath> resets;
    const Value* part = read_document(context_, document, {*scope.environment, request_.interpolate, {}}, resets);
    if (part != nullptr) {
      part = apply_extends(part, path, scope, resets);
      part = merge(context_, tree, part, Position::top());
      part = validate_schema(context_, keep_unique(context_, part, Position::top()));
    }
    context_.problems.erase(context_.problems.begin() + static_cast<std::ptrdiff_t>(problems), context_.problems.end());
    context_.unknown_values.resize(unknown);
    if (part == nullptr) return tree;
    for (const std::string_view key : {"version", "include"}) part = without_member(context_, *part, key);
    return keep_unique(context_, to_canonical(context_, part, false), Position::top());
  }

  // --- include ----------------------------------------------------------------------------------------------------

  struct Include {
    std::vector<const Value*> paths;
    const Value* project_directory = nullptr;
    std::vector<const Value*> env_files;
    bool has_env_files = false;
    const Value* entry = nullptr;
  };

  static std::vector<const Value*> text_list(const Value* value) {
    std::vector<const Value*> result;
    if (is_text(value)) result.push_back(value);
    if (is_sequence(value))
      for (const Value* item : value->items)
        if (is_text(item)) result.push_back(item);
    return result;
  }

  const Value* apply_includes(const Value* part, const std::string& path, const Scope& scope,
                              const std::vector<ResetPath>& resets) {
    const Value* const list = part->get("include");
    if (list == nullptr) return part;
    if (!is_null(list) && !is_sequence(list)) {
      context_.report("compose-include-invalid", place_of(list), "`include` must be a list", chain_of(list));
    } else {
      for (const Value* entry : list->items) {
        Include include;
        include.entry = entry;
        if (is_text(entry)) {
          include.paths.push_back(entry);
        } else if (is_mapping(entry)) {
          include.paths = text_list(entry->get("path"));
          include.project_directory = entry->get("project_directory");
          include.has_env_files = !is_null(entry->get("env_file"));
          include.env_files = text_list(entry->get("env_file"));
          for (const Member& member : entry->members)
            if (member.key != "path" && member.key != "project_directory" && member.key != "env_file")
              context_.report("compose-schema-invalid", member.key_span,
                              "`include` has no attribute `" + std::string(member.key) +
                                  "`; it has `path`, `project_directory` and `env_file`",
                              chain_of(entry));
        }
        if (include.paths.empty()) {
          context_.report("compose-include-invalid", place_of(entry), "An `include` needs the path of a file",
                          chain_of(entry));
          continue;
        }
        part = apply_include(part, include, path, scope, resets);
      }
    }
    return without_member(context_, *part, "include");
  }

  const Value* apply_include(const Value* part, const Include& include, const std::string& path, const Scope& scope,
                             const std::vector<ResetPath>& resets) {
    const Value& first = *include.paths.front();
    if (is_remote(first.text)) {
      unread("remote", first, "The included file is remote and is not read", false);
      return part;
    }
    Scope inner;
    inner.including = scope.including;
    inner.including.push_back(path);
    inner.chain = scope.chain;
    inner.chain.push_back(first.span());
    std::vector<std::string> files;
    files.reserve(include.paths.size());
    for (const Value* each : include.paths) files.push_back(join_path(scope.base, each->text));
    if (std::find(inner.including.begin(), inner.including.end(), files.front()) != inner.including.end()) {
      std::string circle;
      for (const std::string& each : inner.including) circle += "`" + each + "` -> ";
      context_.report("compose-dependency-cycle", first.span(),
                      "Files include each other in a circle: " + circle + "`" + files.front() + "`", chain_of(&first));
      return part;
    }
    if (inner.including.size() > deepest_include) {
      unread("limit", first, "Includes are nested too deep and are not read", true);
      return part;
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (context_.files.yaml(files[i]) != nullptr) continue;
      not_there("included", *include.paths[i], files[i]);
      return part;
    }
    inner.directory = is_text(include.project_directory) && !include.project_directory->text.empty()
                          ? join_path(scope.directory, include.project_directory->text)
                          : std::string(folder_of(files.front()));
    inner.base = inner.directory;
    Environment* const environment = new_environment(*scope.environment);
    std::vector<std::string> env_files;
    if (!include.has_env_files || include.env_files.empty()) {
      const std::string own = join_path(inner.directory, ".env");
      if (context_.files.source(own) != nullptr) env_files.push_back(own);
    } else {
      for (const Value* each : include.env_files)
        if (each->text != "/dev/null") env_files.push_back(join_path(scope.directory, each->text));
    }
    const Span because = include.env_files.empty() ? first.span() : include.env_files.front()->span();
    read_env_files(env_files, VariableSource::env_file, because, *environment);
    inner.environment = environment;
    const Value* const imported = load_files(files, inner);
    return import(part, imported, resets);
  }

  Environment* new_environment(const Environment& from) {
    environments_.push_back(std::make_unique<Environment>(from));
    return environments_.back().get();
  }

  const Value* import(const Value* part, const Value* imported, const std::vector<ResetPath>& resets) {
    if (!is_mapping(imported)) return part;
    for (const std::string_view key : {"services", "jobs", "volumes", "networks", "secrets", "configs", "models"}) {
      const Value* const from = imported->get(key);
      if (!is_mapping(from)) continue;
      const Value* const into = part->get(key);
      std::vector<Member> members;
      if (is_mapping(into)) members.assign(into->members.begin(), into->members.end());
      for (const Member& member : from->members) {
        const auto known =
            std::find_if(members.begin(), members.end(), [&](const Member& own) { return own.key == member.key; });
        if (known == members.end()) {
          members.push_back(member);
          continue;
        }
        if (equal(member.value, known->value)) continue;
        const Value* const wrapped =
            make_mapping(context_, {{key, {}, make_mapping(context_, {member}, nullptr)}}, nullptr);
        const Value* const kept = apply_resets(context_, wrapped, resets)->get(key);
        const Value* const base = kept != nullptr ? kept->get(member.key) : nullptr;
        const Trail section{nullptr, key};
        const Trail here{&section, member.key};
        known->value = merge(context_, base, known->value, Position::top().next(key).next(member.key), here);
      }
      part = with_member(context_, *part, key, make_mapping(context_, members, into != nullptr ? into : from));
    }
    return part;
  }

  // --- extends ----------------------------------------------------------------------------------------------------

  using Services = std::vector<Member>;
  struct Base {
    const Value* services = nullptr;
    std::vector<ResetPath> resets;
  };
  struct Reference {
    std::string file;
    std::string_view service;
    bool operator==(const Reference&) const = default;
  };

  static Member* find(Services& services, std::string_view name) {
    for (Member& member : services)
      if (member.key == name) return &member;
    return nullptr;
  }

  const Value* apply_extends(const Value* part, const std::string& path, const Scope& scope,
                             const std::vector<ResetPath>& resets) {
    for (const std::string_view key : {"services", "jobs"}) {
      const Value* const section = part->get(key);
      // Merged with another file an empty section would pass the schema; the reference refuses it before.
      if (section != nullptr && is_null(section) && key == "services" && !context_.incomplete)
        context_.report("compose-schema-invalid", place_of(section), "`services` must be a mapping, not empty",
                        chain_of(section));
      if (!is_mapping(section)) continue;
      const bool any = std::any_of(section->members.begin(), section->members.end(), [](const Member& member) {
        return is_mapping(member.value) && member.value->get("extends") != nullptr;
      });
      if (!any) continue;
      Services services(section->members.begin(), section->members.end());
      for (std::size_t i = 0; i < services.size(); ++i) {
        std::vector<Reference> tracker;
        lacks_base_ = false;
        services[i].value = extended(services[i].key, services, path, scope, resets, tracker);
        if (lacks_base_) context_.without_base.insert(services[i].key);
      }
      part = with_member(context_, *part, key, make_mapping(context_, services, section));
    }
    return part;
  }

  /// The service as it stands, when what it extends cannot be had.
  const Value* without_base(const Value& service) {
    lacks_base_ = true;
    return without_member(context_, service, "extends");
  }

  const Value* extended(std::string_view name, Services& services, const std::string& path, const Scope& scope,
                        const std::vector<ResetPath>& resets, std::vector<Reference>& tracker) {
    Member* const member = find(services, name);
    const Value* const service = member != nullptr ? member->value : nullptr;
    if (!is_mapping(service)) return service;
    const Value* const extends = service->get("extends");
    if (is_null(extends)) return service;
    const Value* reference = extends;
    const Value* file = nullptr;
    if (is_mapping(extends)) {
      reference = extends->get("service");
      file = extends->get("file");
    }
    if (!is_text(reference)) {
      // The schema says what other values should be.
      if (!is_mapping(extends)) return service;
      context_.report("compose-schema-invalid", place_of(extends),
                      "`extends` of `" + std::string(name) + "` needs `service`", chain_of(extends));
      return without_base(*service);
    }
    const std::string wanted(reference->text);
    const auto undefined = [&](const std::string& where) {
      Problem& problem = context_.report(
          "compose-undefined-service", reference->span(),
          "`extends` names the service `" + wanted + "`, which " + where + " does not define", chain_of(reference));
      problem.service = name;
      return without_base(*service);
    };

    Services other;
    Services* from = &services;
    std::string from_path = path;
    std::vector<ResetPath> from_resets = resets;
    if (!is_text(file) && context_.without_base.contains(reference->text)) lacks_base_ = true;
    if (is_text(file)) {
      if (is_remote(file->text)) {
        unread("remote", *file, "The extended file is remote and is not read", false);
        return without_base(*service);
      }
      from_path = file->root_relative ? std::string(file->text) : join_path(scope.base, file->text);
      const Base* const base = base_of(from_path, scope);
      if (base == nullptr) {
        not_there("extended", *file, from_path);
        return without_base(*service);
      }
      if (is_mapping(base->services)) other.assign(base->services->members.begin(), base->services->members.end());
      from = &other;
      from_resets = base->resets;
      if (find(other, reference->text) == nullptr) return undefined("`" + std::string(file->text) + "`");
    } else if (find(services, reference->text) == nullptr) {
      return undefined("this file");
    }

    // Where the service stands, not where it leads: `api` of one file may extend `api` of another, and that one `base`.
    const Reference here{path, name};
    if (std::find(tracker.begin(), tracker.end(), here) != tracker.end() || tracker.size() > deepest_extends) {
      std::string circle;
      for (const Reference& each : tracker) circle += "`" + std::string(each.service) + "` -> ";
      context_.report("compose-dependency-cycle", reference->span(),
                      "Services extend each other in a circle: " + circle + "`" + std::string(name) + "`",
                      chain_of(reference));
      return without_base(*service);
    }
    tracker.push_back(here);
    const Value* base = extended(reference->text, *from, from_path, scope, from_resets, tracker);
    if (is_null(base)) return service;
    if (!is_mapping(base)) return without_base(*service);
    base = with_chain(context_, base, reference->span());
    const Value* const wrapped =
        make_mapping(context_, {{"services", {}, make_mapping(context_, {{name, {}, base}}, nullptr)}}, nullptr);
    base = apply_resets(context_, wrapped, resets)->get("services")->get(name);
    const Trail section{nullptr, "services"};
    const Trail trail{&section, name};
    const Value* merged = base == nullptr ? service : merge(context_, base, service, Position::service(), trail);
    merged = without_member(context_, *merged, "extends");
    if (Member* const own = find(services, name); own != nullptr) own->value = merged;
    return merged;
  }

  /// The services of a file that is only extended from. Read once for each place that paths are relative to.
  const Base* base_of(const std::string& path, const Scope& scope) {
    for (const auto& [key, base] : bases_)
      if (key.first == path && key.second == scope.environment) return base.get();
    const yaml::Stream* const stream = context_.files.yaml(path);
    if (stream == nullptr) return nullptr;
    Scope inner;
    inner.directory = inner.base = std::string(folder_of(path));
    inner.environment = scope.environment;
    inner.chain = {};
    inner.is_base = true;
    auto base = std::make_unique<Base>();
    if (std::find(context_.compose_files.begin(), context_.compose_files.end(), stream->source) ==
        context_.compose_files.end()) {
      context_.compose_files.push_back(stream->source);
      report_yaml_problems(context_, *stream, context_.arena.copy(scope.chain));
    }
    const Value* tree = nullptr;
    for (const yaml::Node* document : stream->documents) {
      base->resets.clear();
      const Value* part =
          read_document(context_, *document, {*scope.environment, request_.interpolate, {}}, base->resets);
      if (part == nullptr) continue;
      part = promote_extensions(context_, part);
      tree = merge(context_, apply_resets(context_, tree, base->resets), part, Position::top());
      tree = keep_unique(context_, tree, Position::top());
      tree = to_canonical(context_, tree, !request_.interpolate);
      tree = keep_unique(context_, tree, Position::top());
    }
    if (tree != nullptr) tree = resolve_paths(context_, tree, inner.directory, home_);
    base->services = tree != nullptr ? tree->get("services") : nullptr;
    bases_.emplace_back(std::pair(path, scope.environment), std::move(base));
    return bases_.back().second.get();
  }

  // --- model ------------------------------------------------------------------------------------------------------

  /// `tree` is null when there is nothing in the files, `typed` where nothing is made of it.
  const Model* model_of(const Value* tree, const Value* typed, std::vector<std::string_view> profiles) {
    Model* const model = context_.arena.make<Model>();
    model->orchestrator = request_.orchestrator;
    model->normalized = tree;
    if (tree != nullptr && request_.interpolate) {
      const std::vector<std::string_view> requested = profiles;
      enable_profiles(*tree, profiles);
      fill(*model, typed, {requested, profiles, {}});
    }
    model->project_name = project_name_;
    model->project_directory = context_.arena.copy(directory_);
    model->profiles = context_.arena.copy(profiles);
    finish(*model);
    return model;
  }

  void fill(Model& model, const Value* root, Activation activation) {
    if (root == nullptr) return;
    root = resolve_files(context_, *root, environment_, activation);
    model.root = root;
    model.environment = context_.arena.copy(environment_.sorted());
    std::vector<Service> active;
    std::vector<Service> inactive;
    activation.selected = selected(*root, activation.all);
    read_services(context_, *root, environment_, activation, active, inactive);
    model.services = context_.arena.copy(active);
    model.inactive_services = context_.arena.copy(inactive);
    read_resources(context_, *root, model);
    if (request_.check_references) check_consistency(context_, model, activation);
  }

  /// A service that is asked for by name brings its profiles.
  void enable_profiles(const Value& tree, std::vector<std::string_view>& profiles) {
    const Value* const services = tree.get("services");
    std::vector<std::string_view> more;
    for (const std::string& name : request_.services) {
      const Value* const service = is_mapping(services) ? services->get(name) : nullptr;
      if (service == nullptr) {
        std::vector<std::string_view> names;
        if (is_mapping(services))
          for (const Member& member : services->members) names.push_back(member.key);
        const std::string_view near = nearest(name, names);
        context_.report(
            "compose-undefined-service", {},
            "There is no service `" + name + "`" + (near.empty() ? "" : "; did you mean `" + std::string(near) + "`?"));
        continue;
      }
      if (!is_mapping(service) || has_profile(*service, profiles)) continue;
      const Value* const own = service->get("profiles");
      for (const Value* profile : text_list(own)) more.push_back(profile->text);
    }
    profiles.insert(profiles.end(), more.begin(), more.end());
  }

  /// The services that are asked for and those that they depend on; nothing when all are.
  std::optional<std::set<std::string_view>> selected(const Value& root, std::span<const std::string_view> profiles) {
    if (request_.services.empty()) return std::nullopt;
    const Value* const services = root.get("services");
    const auto active = [&](std::string_view name) -> const Value* {
      const Value* const service = is_mapping(services) ? services->get(name) : nullptr;
      return is_mapping(service) && has_profile(*service, profiles) ? service : nullptr;
    };
    std::set<std::string_view> names;
    std::vector<std::string_view> open(request_.services.begin(), request_.services.end());
    while (!open.empty()) {
      const std::string_view name = open.back();
      open.pop_back();
      const Value* const service = active(name);
      if (service == nullptr || !names.insert(name).second || !request_.with_dependencies) continue;
      const Value* const dependencies = service->get("depends_on");
      if (!is_mapping(dependencies)) continue;
      for (const Member& dependency : dependencies->members) {
        open.push_back(dependency.key);
        const Value* const required = dependency.value->get("required");
        if (active(dependency.key) != nullptr || (required != nullptr && required->text == "false")) continue;
        context_.report("compose-undefined-service", dependency.key_span,
                        "Service `" + std::string(name) + "` needs `" + std::string(dependency.key) +
                            "`, which does not exist, or only behind another profile",
                        chain_of(dependency.value));
      }
    }
    return names;
  }

  void finish(Model& model) {
    // A value that is read twice (a base of two services, a `.env` of two includes) is reported once.
    std::set<std::tuple<std::string_view, Span, std::string_view>> seen;
    std::vector<Problem> problems;
    const std::set<Span> unknown(context_.unknown_values.begin(), context_.unknown_values.end());
    const auto of_unknown = [&](const Problem& problem) {
      if (problem.kind == "compose-interpolation-invalid" || problem.kind == "compose-required-variable-unset" ||
          problem.kind == "compose-variable-unset" || problem.kind == "stack-file-interpolation")
        return false;
      const auto after = unknown.upper_bound({problem.span.file, problem.span.begin, 0xffffffff});
      return after != unknown.begin() && std::prev(after)->contains(problem.span);
    };
    // What a stack is to be given by `include`, which Swarm refuses, is missing for that reason alone.
    const bool lacks_included = for_swarm() && std::ranges::any_of(context_.problems, [](const Problem& problem) {
                                  return problem.kind == "stack-file-refused" &&
                                         problem.message.find("refuses `include`") != std::string_view::npos;
                                });
    const auto follows = [&](const Problem& problem) {
      return lacks_included && problem.kind == "compose-undefined-reference";
    };
    for (const Problem& problem : context_.problems)
      if (!of_unknown(problem) && (!for_swarm() || concerns_stack_files(problem)) && !follows(problem) &&
          seen.emplace(problem.kind, problem.span, problem.message).second)
        problems.push_back(problem);
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem& left, const Problem& right) { return left.span < right.span; });
    model.loaded = std::none_of(problems.begin(), problems.end(), [](const Problem& each) { return each.fatal; });
    model.problems = context_.arena.copy(problems);
    std::vector<VariableUse> variables;
    std::set<Span> places;
    for (const VariableUse& use : context_.variables)
      if (places.insert(use.span).second) variables.push_back(use);
    std::stable_sort(variables.begin(), variables.end(),
                     [](const VariableUse& left, const VariableUse& right) { return left.span < right.span; });
    model.variables = context_.arena.copy(variables);
    model.files = context_.arena.copy(context_.compose_files);
    std::vector<FileId> env_files;
    for (const FileId file : context_.env_files)
      if (std::find(env_files.begin(), env_files.end(), file) == env_files.end()) env_files.push_back(file);
    model.env_files = context_.arena.copy(env_files);
  }

  Context& context_;
  const Request& request_;
  std::string directory_;
  std::string_view project_name_;
  std::string_view home_;
  std::string first_version_;  ///< Of stack files: what the first one says.
  Environment environment_;
  std::vector<std::unique_ptr<Environment>> environments_;
  bool lacks_base_ = false;  ///< Whether the service at hand extends what could not be read.
  std::vector<std::pair<std::pair<std::string, const Environment*>, std::unique_ptr<Base>>> bases_;
};

}  // namespace

std::string_view name(VariableSource source) {
  switch (source) {
    case VariableSource::unset:
      return "unset";
    case VariableSource::default_value:
      return "default";
    case VariableSource::alternative:
      return "alternative";
    case VariableSource::env_file:
      return "env file";
    case VariableSource::env_argument:
      return "--env-file";
    case VariableSource::environment:
      return "environment";
    case VariableSource::env_template:
      return "env template";
    case VariableSource::unread_env_file:
      return "env file that is not read";
  }
  return "";
}

bool Port::on_all_interfaces() const {
  return host_ip.empty() || host_ip == "0.0.0.0" || host_ip == "::" || host_ip == "[::]" || host_ip == "*" ||
         host_ip == "0:0:0:0:0:0:0:0";
}

bool Port::on_loopback() const { return host_ip.starts_with("127.") || host_ip == "::1" || host_ip == "[::1]"; }

std::vector<std::string> default_files(const Files& files, std::string_view directory, const Request& request) {
  std::optional<std::string> named, separator;
  for (const auto& [name, value] : request.environment) {
    if (name == "COMPOSE_FILE") named = value;
    if (name == "COMPOSE_PATH_SEPARATOR") separator = value;
  }
  if (!named || !separator) {
    Arena arena;
    std::vector<DotenvEntry> entries;
    std::vector<DotenvProblem> problems;
    for (const std::string& path : project_env_files(files, directory, request))
      if (const Source* const source = files.source(path); source != nullptr)
        read_dotenv(*source, [](std::string_view) -> const Variable* { return nullptr; }, arena, entries, problems);
    std::optional<std::string> file, between;
    for (const DotenvEntry& entry : entries) {
      if (entry.name == "COMPOSE_FILE") file = entry.value;
      if (entry.name == "COMPOSE_PATH_SEPARATOR") between = entry.value;
    }
    if (!named) named = file;
    if (!separator) separator = between;
  }
  if (!named || named->empty()) return conventional_files(files, directory);
  if (!separator || separator->empty()) separator = ":";
  // The folder of the project, where another one is given, is none that files are looked for in.
  const std::string_view base = request.has_project_directory ? request.working_directory : directory;
  std::vector<std::string> result;
  for (std::string_view rest = *named;;) {
    const std::size_t stop = std::min(rest.find(*separator), rest.size());
    result.push_back(join_path(base, rest.substr(0, stop)));
    if (stop == rest.size()) return result;
    rest.remove_prefix(stop + separator->size());
  }
}

std::vector<std::string> conventional_files(const Files& files, std::string_view directory) {
  const auto present = [&](std::string_view name) -> std::string {
    std::string path = join_path(directory, name);
    return files.source(path) != nullptr ? path : std::string();
  };
  std::vector<std::string> result;
  for (const std::string_view name : default_file_names) {
    result.push_back(present(name));
    if (!result.back().empty()) break;
    result.pop_back();
  }
  if (result.empty()) return result;
  for (const std::string_view name : override_file_names) {
    if (std::string path = present(name); !path.empty()) {
      result.push_back(std::move(path));
      break;
    }
  }
  return result;
}

const Model* load(const Request& request, const Files& files, Arena& arena) {
  return load(request, {&request.profiles, 1}, files, arena).front();
}

std::vector<const Model*> load(const Request& request, std::span<const std::vector<std::string>> profiles,
                               const Files& files, Arena& arena) {
  Context context(request, files, arena);
  context.incomplete = request.is_part;
  return Loader(context, request).run(profiles);
}

}  // namespace seaworthy::compose
