#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "text/mapped.h"
#include "text/source.h"
#include "yaml/node.h"

namespace seaworthy::compose {

/// Where a variable's value came from when a value was interpolated. `env_template`: an audit found no env file, and a
/// template names the variable, so that whoever deploys will set it; the value stands in for theirs. `unread_env_file`:
/// the same of a `.env` beside files for Swarm, which reads none.
enum class VariableSource : std::uint8_t {
  unset,
  default_value,
  alternative,
  env_file,
  env_argument,
  environment,
  env_template,
  unread_env_file,
};
std::string_view name(VariableSource source);

/// One `${...}` that was replaced inside a value.
struct Interpolation {
  std::string_view variable;
  std::string_view operation;  ///< "", ":-", "-", ":?", "?", ":+", "+"
  std::string_view argument;   ///< Text after the operation, as written.
  std::string_view result;     ///< What it became.
  Span span;                   ///< In the Compose file.
  VariableSource source = VariableSource::unset;
  Span source_span;  ///< In the env file, when one gave it.
};

/// How a value came to be: its own place, and the places that lost against it, latest first.
struct Origin {
  Span span;      ///< The scalar or collection that is in force.
  Span key_span;  ///< Its key in a mapping; else invalid.
  std::span<const Interpolation> interpolations;
  std::span<const Span> overridden;     ///< Values of earlier files that this one replaced.
  std::span<const Span> extended_from;  ///< `extends:` / `include:` lines that lead here, outermost first.
};

enum class Type : std::uint8_t { null, boolean, integer, real, string, sequence, mapping };

struct Value;
struct Member {
  std::string_view key;
  Span key_span;
  const Value* value = nullptr;
};

/// A value of the merged, interpolated, canonical stack. This generic tree is what `seaworthy config` prints; the
/// structures below are views on it for rules.
struct Value {
  Type type = Type::null;
  std::string_view text;  ///< Scalars: canonical text.
  std::span<const Value* const> items;
  std::span<const Member> members;   ///< In canonical order (sorted by key where Compose sorts).
  const Origin* origin = nullptr;    ///< Null for a default that no file gave.
  const yaml::Node* node = nullptr;  ///< As written; null for a default.
  /// For a path: the text before it was resolved against its project directory; else empty.
  std::string_view written;
  bool quoted = false;  ///< The scalar was quoted in the file.
  /// The text is a path relative to the audited root (`..` in front leads out of it); `config` prints it absolute.
  bool root_relative = false;

  const Value* get(std::string_view key) const {
    for (const Member& member : members)
      if (member.key == key) return member.value;
    return nullptr;
  }
  Span span() const { return origin != nullptr ? origin->span : Span{}; }
};

/// A typed value together with its tree node. Not set: `value` is T{} and `source` is null.
template <class T>
struct Field {
  T value{};
  const Value* source = nullptr;

  explicit operator bool() const { return source != nullptr; }
  Span span() const { return source != nullptr ? source->span() : Span{}; }
  /// The whole `key: value` where there is a key, else the value.
  Span entry_span() const {
    if (source == nullptr || source->origin == nullptr) return {};
    return source->origin->key_span.valid() && source->origin->key_span.file == source->origin->span.file
               ? join(source->origin->key_span, source->origin->span)
               : source->origin->span;
  }
};
using Text = Field<std::string_view>;
using Flag = Field<bool>;

/// `command`, `entrypoint`, a probe: shell form (one string, split by Compose) or list.
struct Command {
  const Value* source = nullptr;            ///< Null when not given.
  bool shell_form = false;                  ///< Given as one string.
  bool cleared = false;                     ///< Given as [] or "".
  std::span<const std::string_view> words;  ///< After Compose's splitting.
  std::span<const Span> word_spans;         ///< Same length.
  explicit operator bool() const { return source != nullptr; }
  Span span() const { return source != nullptr ? source->span() : Span{}; }
};

struct BuildArgument {
  std::string_view name;
  std::optional<std::string_view> value;  ///< None: taken from the environment.
  const Value* source = nullptr;
};

struct Build {
  const Value* source = nullptr;
  Text context;                ///< As written (interpolated), before it is made absolute.
  std::string_view directory;  ///< Context relative to the audited root; "" is the root, empty optional below: outside.
  bool local = true;           ///< False: a URL or a git reference.
  bool inside_root = true;
  Text dockerfile;
  Text dockerfile_inline;
  Text target;
  std::span<const BuildArgument> arguments;
  std::span<const Member> additional_contexts;
  std::span<const Text> platforms;
  explicit operator bool() const { return source != nullptr; }
};

enum class EnvironmentSource : std::uint8_t { inline_value, env_file };
struct EnvironmentEntry {
  std::string_view name;
  std::optional<std::string_view> value;  ///< None: passed through from the environment, not set there.
  EnvironmentSource from = EnvironmentSource::inline_value;
  Span span;  ///< The whole `NAME=value` or `NAME: value`.
  Span value_span;
  const Value* source = nullptr;  ///< Null when an env file gave it.
};

struct EnvFile {
  std::string_view path;      ///< As written.
  std::string_view resolved;  ///< Relative to the root; empty when outside.
  bool required = true;
  bool exists = true;
  const Value* source = nullptr;
};

struct Port {
  std::string_view host_ip;    ///< "" when not given: every interface.
  std::string_view published;  ///< "8080", "8000-8010" or "" (any free port).
  std::string_view target;     ///< "80"; a range was split into one Port per port as Compose does.
  std::string_view protocol = "tcp";
  std::string_view mode;
  const Value* source = nullptr;  ///< The entry as written.
  Span span() const { return source != nullptr ? source->span() : Span{}; }
  /// True for no address, 0.0.0.0, ::, [::] and *.
  bool on_all_interfaces() const;
  bool on_loopback() const;
};

enum class MountType : std::uint8_t { volume, bind, tmpfs, npipe, cluster, image };
struct Mount {
  MountType type = MountType::volume;
  std::string_view source_text;  ///< As written (interpolated): volume name or path; "" anonymous.
  std::string_view
      host_path;  ///< Bind: normalised; relative to the root when inside it (see inside_root), else absolute.
  bool inside_root = false;
  std::string_view target;
  bool read_only = false;
  bool create_host_path = true;  ///< Short syntax creates a missing folder; long syntax only with this set.
  std::string_view propagation;
  std::string_view selinux;
  bool long_syntax = false;
  const Value* source = nullptr;
  Span span() const { return source != nullptr ? source->span() : Span{}; }
};

struct SecretGrant {  ///< Also used for configs.
  std::string_view name;
  std::string_view target;  ///< Path in the container.
  std::string_view uid, gid, mode;
  const Value* source = nullptr;
};

struct NetworkAttachment {
  std::string_view name;
  std::span<const std::string_view> aliases;
  std::string_view ipv4_address, ipv6_address;
  const Value* source = nullptr;  ///< Null for the implicit default network.
};

enum class Condition : std::uint8_t { service_started, service_healthy, service_completed_successfully };
struct Dependency {
  std::string_view service;
  Condition condition = Condition::service_started;
  bool required = true, restart = false;
  bool implicit = false;  ///< From links, volumes_from, network_mode: service:x ...
  const Value* source = nullptr;
  Span span() const { return source != nullptr ? source->span() : Span{}; }
};

struct Healthcheck {
  const Value* source = nullptr;
  bool disabled = false;                                                ///< `disable: true` or test NONE
  Command test;                                                         ///< Without the leading CMD / CMD-SHELL.
  bool shell = false;                                                   ///< CMD-SHELL or a plain string.
  Field<std::int64_t> interval, timeout, start_period, start_interval;  ///< Nanoseconds.
  Field<std::int64_t> retries;
  explicit operator bool() const { return source != nullptr; }
};

struct Resources {
  Field<double> cpus;          ///< Cores.
  Field<std::int64_t> memory;  ///< Bytes.
  Field<std::int64_t> pids;
};

struct Logging {
  const Value* source = nullptr;
  Text driver;
  std::span<const Member> options;
  explicit operator bool() const { return source != nullptr; }
};

struct Ulimit {
  std::string_view name;
  std::int64_t soft = 0, hard = 0;
  const Value* source = nullptr;
};

struct Service {
  std::string_view name;
  Span name_span;                 ///< The key in the first of the files that define it.
  bool lacks_base = false;        ///< It extends what could not be read: what seems absent may stand there.
  const Value* source = nullptr;  ///< Its canonical tree, for everything not listed here.
  Text image, container_name, hostname, user, working_dir, restart, platform, pull_policy;
  Text network_mode, pid, ipc, uts, userns_mode, cgroup, cgroup_parent, stop_signal, runtime;
  Field<std::int64_t> stop_grace_period;  ///< Nanoseconds.
  Build build;
  Command command, entrypoint;
  std::span<const EnvironmentEntry> environment;  ///< env files first resolved; inline wins.
  std::span<const EnvFile> env_files;
  std::span<const Port> ports;
  std::span<const Text> expose;
  std::span<const Mount> mounts;  ///< volumes and tmpfs
  std::span<const SecretGrant> secrets, configs;
  std::span<const NetworkAttachment> networks;
  std::span<const Dependency> depends_on;
  Healthcheck healthcheck;
  /// In force, whichever syntax gave it (deploy.resources wins over mem_limit, cpus, pids_limit as in Compose).
  Resources limits, reservations;
  Field<std::int64_t> replicas;  ///< deploy.replicas or scale.
  Logging logging;
  std::span<const Text> cap_add, cap_drop, security_opt, devices, dns, extra_hosts, profiles, group_add, links;
  std::span<const Member> labels, sysctls;
  std::span<const Ulimit> ulimits;
  Flag privileged, read_only, init, tty, stdin_open;
  Field<std::int64_t> shm_size;  ///< Bytes.
  const Value* deploy = nullptr;

  const EnvironmentEntry* variable(std::string_view wanted) const {
    for (const EnvironmentEntry& entry : environment)
      if (entry.name == wanted) return &entry;
    return nullptr;
  }
};

struct Network {
  std::string_view name;  ///< Key in the file.
  Span name_span;
  const Value* source = nullptr;
  Text driver, external_name;
  Flag internal, external, attachable, enable_ipv6;
  std::span<const Text> subnets;
  bool implicit = false;  ///< The `default` network that no file declares.
};

struct Volume {
  std::string_view name;
  Span name_span;
  const Value* source = nullptr;
  Text driver, external_name;
  Flag external;
  std::span<const Member> driver_options;
  /// `driver_opts: {type: none, o: bind, device: PATH}`: the device path as written; else empty.
  Text bind_device;
};

struct Secret {  ///< Also used for configs.
  std::string_view name;
  Span name_span;
  const Value* source = nullptr;
  Text file, environment, content;
  Flag external;
  std::string_view resolved;  ///< File relative to the root; empty when outside the root.
  bool inside_root = false;
};

/// A reason for which Compose would refuse the stack, or would warn. `kind` is what a rule asks for with
/// `each_compose_problem` ("compose-schema-invalid"), or "limit" for what was not read because it is too large.
struct Problem {
  std::string_view kind;
  Span span;
  std::string_view message;          ///< What is wrong, what would be right.
  std::string_view service;          ///< Where it belongs to one.
  std::span<const Span> chain;       ///< include / extends lines that lead here, outermost first.
  bool fatal = true;                 ///< Compose refuses to go on.
  Span related;                      ///< The other place the message speaks of, if any.
  std::string_view related_message;  ///< What is there: "first used here".
  /// Text that would make the bytes of `span` right, where one is likely ("" for none).
  std::string_view replacement;
};

/// A variable that the files mention.
struct VariableUse {
  std::string_view name;
  Span span;
  const Interpolation* interpolation = nullptr;
};

/// A variable for interpolation, and who gave it.
struct Variable {
  std::string_view name;
  std::string_view value;
  VariableSource source = VariableSource::unset;
  Span span;  ///< In the env file, when one gave it.
  /// A template names it without a value: `value` stands in for what whoever deploys fills in, and where the text has a
  /// default, that holds.
  bool stands_in = false;
};

/// What reads a stack's files and runs it: `docker compose`, or `docker stack deploy`.
enum class Orchestrator : std::uint8_t { compose, swarm };

/// What `docker compose -f A -f B --profile P` or `docker stack deploy -c A -c B` would load.
struct Model {
  Orchestrator orchestrator = Orchestrator::compose;
  std::string_view project_name;
  std::string_view project_directory;          ///< Relative to the root (or absolute when outside).
  std::span<const std::string_view> profiles;  ///< Active ones.
  std::span<const FileId> files;               ///< Compose files, includes and extends sources too, in load order.
  std::span<const FileId> env_files;           ///< .env and --env-file, include env files.
  const Value* root = nullptr;                 ///< Canonical tree, inactive services included.
  const Value* normalized = nullptr;           ///< The same before values were given their types.
  std::span<const Service> services;           ///< Active ones, sorted by name.
  std::span<const Service> inactive_services;  ///< Left out by profiles.
  std::span<const Network> networks;
  std::span<const Volume> volumes;
  std::span<const Secret> secrets, configs;
  std::span<const Problem> problems;
  std::span<const VariableUse> variables;
  std::span<const Variable> environment;  ///< What interpolation could use, sorted by name.
  bool loaded = true;                     ///< No fatal problem.

  const Service* service(std::string_view name) const {
    for (const Service& service : services)
      if (service.name == name) return &service;
    return nullptr;
  }
};

}  // namespace seaworthy::compose
