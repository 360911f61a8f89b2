// One table says what happens to which attribute; the passes of the loader walk a tree together with a Position and
// look up their column. `*` stands for any key and for the items of a list.

#include "compose/attributes.h"

#include <array>

namespace seaworthy::compose {
namespace {

/// Where a row of the table holds. A container is what services, jobs and `pre_start` hooks describe alike.
enum class Scope : std::uint8_t { top, service, workload, container };

struct Row {
  Scope scope;
  std::string_view path;
  Attribute attribute;
};

constexpr Row rows[] = {
    // Top level.
    {Scope::top, "services.*", {}},
    {Scope::top, "jobs.*.triggers.schedule.*", {.canonical = Canonical::schedule}},
    {Scope::top, "networks.*", {.canonical = Canonical::resource}},
    {Scope::top, "networks.*.attachable", {.cast = Cast::boolean}},
    {Scope::top, "networks.*.enable_ipv4", {.cast = Cast::boolean}},
    {Scope::top, "networks.*.enable_ipv6", {.cast = Cast::boolean}},
    {Scope::top, "networks.*.external", {.cast = Cast::boolean}},
    {Scope::top, "networks.*.internal", {.cast = Cast::boolean}},
    {Scope::top, "networks.*.ipam.config", {.merge = Merge::ipam_config}},
    {Scope::top, "networks.*.ipam.options", {.identity = Identity::key}},
    {Scope::top, "networks.*.labels", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::top,
     "volumes.*",
     {.canonical = Canonical::resource, .check = Check::volume, .path = PathKind::volume_device}},
    {Scope::top, "volumes.*.external", {.cast = Cast::boolean}},
    {Scope::top, "volumes.*.labels", {.merge = Merge::key_values}},
    {Scope::top, "secrets.*", {.canonical = Canonical::resource, .check = Check::secret}},
    {Scope::top, "secrets.*.external", {.cast = Cast::boolean}},
    {Scope::top, "secrets.*.file", {.path = PathKind::unix_path}},
    {Scope::top, "secrets.*.labels", {.merge = Merge::key_values}},
    {Scope::top, "configs.*", {.canonical = Canonical::resource, .check = Check::config}},
    {Scope::top, "configs.*.external", {.cast = Cast::boolean}},
    {Scope::top, "configs.*.file", {.path = PathKind::unix_path}},
    {Scope::top, "configs.*.labels", {.merge = Merge::key_values}},
    // Everything that runs a container.
    {Scope::container, "annotations", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::container, "cap_add", {.identity = Identity::key}},
    {Scope::container, "cap_drop", {.identity = Identity::key}},
    {Scope::container, "command", {.merge = Merge::replace}},
    {Scope::container, "configs", {.identity = Identity::config}},
    {Scope::container, "configs.*", {.canonical = Canonical::file_mount}},
    {Scope::container, "cpu_count", {.cast = Cast::integer}},
    {Scope::container, "cpu_percent", {.cast = Cast::real}},
    {Scope::container, "cpu_period", {.cast = Cast::integer}},
    {Scope::container, "cpu_quota", {.cast = Cast::integer}},
    {Scope::container, "cpu_rt_period", {.cast = Cast::integer}},
    {Scope::container, "cpu_rt_runtime", {.cast = Cast::integer}},
    {Scope::container, "cpu_shares", {.cast = Cast::integer}},
    {Scope::container, "cpus", {.cast = Cast::real32}},
    {Scope::container, "devices", {.identity = Identity::device_target}},
    {Scope::container, "devices.*", {.canonical = Canonical::device}},
    {Scope::container, "dns", {.merge = Merge::sequence, .identity = Identity::key, .canonical = Canonical::text_list}},
    {Scope::container, "dns_opt", {.merge = Merge::sequence, .identity = Identity::key}},
    {Scope::container, "dns_search", {.merge = Merge::sequence, .identity = Identity::key}},
    {Scope::container, "entrypoint", {.merge = Merge::replace}},
    {Scope::container,
     "env_file",
     {.merge = Merge::sequence, .identity = Identity::env_file, .canonical = Canonical::env_file}},
    {Scope::container, "env_file.*.path", {.path = PathKind::plain}},
    {Scope::container, "environment", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::container, "extra_hosts", {.merge = Merge::sequence}},
    {Scope::container, "gpus", {.canonical = Canonical::gpus}},
    {Scope::container, "gpus.*", {.defaults = Default::device_count, .check = Check::device_request}},
    {Scope::container, "init", {.cast = Cast::boolean}},
    {Scope::container, "label_file", {.merge = Merge::sequence, .canonical = Canonical::text_list}},
    {Scope::container, "label_file.*", {.path = PathKind::plain}},
    {Scope::container, "labels", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::container, "logging", {.merge = Merge::logging}},
    {Scope::container, "models", {.merge = Merge::names, .canonical = Canonical::names}},
    {Scope::container, "networks", {.merge = Merge::names, .canonical = Canonical::names}},
    {Scope::container, "networks.*.aliases", {.identity = Identity::key}},
    {Scope::container, "networks.*.link_local_ips", {.identity = Identity::key}},
    {Scope::container, "networks.*.use_service_name_alias", {.cast = Cast::boolean}},
    {Scope::container, "oom_kill_disable", {.cast = Cast::boolean}},
    {Scope::container, "oom_score_adj", {.cast = Cast::integer}},
    {Scope::container, "pids_limit", {.cast = Cast::integer}},
    {Scope::container, "privileged", {.cast = Cast::boolean}},
    {Scope::container, "read_only", {.cast = Cast::boolean}},
    {Scope::container, "secrets", {.identity = Identity::secret}},
    {Scope::container, "secrets.*", {.canonical = Canonical::file_mount, .defaults = Default::secret_target}},
    {Scope::container, "sysctls", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::container, "tmpfs", {.merge = Merge::sequence, .identity = Identity::key}},
    {Scope::container, "ulimits.*", {.cast = Cast::integer, .merge = Merge::ulimit, .canonical = Canonical::ulimit}},
    {Scope::container, "ulimits.*.hard", {.cast = Cast::integer}},
    {Scope::container, "ulimits.*.soft", {.cast = Cast::integer}},
    {Scope::container, "umask", {.cast = Cast::umask}},
    {Scope::container, "volumes", {.identity = Identity::mount_target}},
    {Scope::container, "volumes.*", {.canonical = Canonical::mount, .path = PathKind::mount}},
    {Scope::container, "volumes.*.bind", {.defaults = Default::create_host_path}},
    {Scope::container, "volumes.*.read_only", {.cast = Cast::boolean}},
    {Scope::container, "volumes.*.volume.labels", {.merge = Merge::key_values}},
    {Scope::container, "volumes.*.volume.nocopy", {.cast = Cast::boolean}},
    // Services and jobs.
    {Scope::workload,
     "build",
     {.merge = Merge::build, .canonical = Canonical::build, .defaults = Default::build_context}},
    {Scope::workload,
     "build.additional_contexts",
     {.merge = Merge::key_values, .identity = Identity::key, .canonical = Canonical::key_values}},
    {Scope::workload, "build.additional_contexts.*", {.path = PathKind::context}},
    {Scope::workload, "build.args", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::workload, "build.context", {.path = PathKind::context}},
    {Scope::workload, "build.extra_hosts", {.merge = Merge::sequence}},
    {Scope::workload, "build.labels", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::workload, "build.platform", {.identity = Identity::key}},
    {Scope::workload, "build.provenance", {.canonical = Canonical::text_or_value}},
    {Scope::workload, "build.sbom", {.canonical = Canonical::text_or_value}},
    {Scope::workload, "build.secrets.*", {.canonical = Canonical::file_mount}},
    {Scope::workload, "build.ssh", {.canonical = Canonical::ssh}},
    {Scope::workload, "build.ssh.*", {.path = PathKind::unix_path}},
    {Scope::workload, "build.tags", {.identity = Identity::key}},
    {Scope::workload, "build.ulimits.*", {.canonical = Canonical::ulimit}},
    {Scope::workload, "depends_on", {.merge = Merge::depends_on, .canonical = Canonical::depends_on}},
    {Scope::workload, "depends_on.*.required", {.cast = Cast::boolean}},
    {Scope::workload, "depends_on.*.restart", {.cast = Cast::boolean}},
    {Scope::workload, "expose", {.identity = Identity::expose}},
    {Scope::workload, "extends", {.canonical = Canonical::extends}},
    {Scope::workload, "extends.file", {.path = PathKind::extends_file}},
    {Scope::workload, "healthcheck.disable", {.cast = Cast::boolean}},
    {Scope::workload, "healthcheck.retries", {.cast = Cast::integer}},
    {Scope::workload, "healthcheck.test", {.merge = Merge::replace}},
    {Scope::workload, "links", {.identity = Identity::key}},
    {Scope::workload, "ports", {.identity = Identity::port, .canonical = Canonical::ports}},
    {Scope::workload, "ports.*", {.defaults = Default::port, .check = Check::port}},
    {Scope::workload, "ports.*.target", {.cast = Cast::integer}},
    {Scope::workload, "profiles", {.identity = Identity::key}},
    {Scope::workload, "stdin_open", {.cast = Cast::boolean}},
    {Scope::workload, "tty", {.cast = Cast::boolean}},
    // Services alone.
    {Scope::service, "deploy.labels", {.merge = Merge::key_values, .identity = Identity::key}},
    {Scope::service, "deploy.placement.max_replicas_per_node", {.cast = Cast::integer}},
    {Scope::service, "deploy.replicas", {.cast = Cast::integer}},
    {Scope::service,
     "deploy.resources.reservations.devices.*",
     {.defaults = Default::device_count, .check = Check::device_request}},
    {Scope::service, "deploy.restart_policy.max_attempts", {.cast = Cast::integer}},
    {Scope::service, "deploy.rollback_config.max_failure_ratio", {.cast = Cast::real}},
    {Scope::service, "deploy.rollback_config.parallelism", {.cast = Cast::integer}},
    {Scope::service, "deploy.update_config.max_failure_ratio", {.cast = Cast::real}},
    {Scope::service, "deploy.update_config.parallelism", {.cast = Cast::integer}},
    {Scope::service, "develop.watch.*.ignore", {.canonical = Canonical::text_list}},
    {Scope::service, "develop.watch.*.include", {.canonical = Canonical::text_list}},
    {Scope::service, "develop.watch.*.path", {.check = Check::watch_path, .path = PathKind::watch}},
    {Scope::service, "scale", {.cast = Cast::integer}},
};

/// The table's paths as a tree, made by the compiler. Keys are looked up for every value of every file in several
/// passes, so that all edges of the tree share one hash table.
class Tree {
 public:
  consteval Tree() {
    for (const Row& row : rows) {
      switch (row.scope) {
        case Scope::top:
          add("", row);
          break;
        case Scope::service:
          add("services.*", row);
          break;
        case Scope::workload:
          add("services.*", row);
          add("jobs.*", row);
          break;
        case Scope::container:
          add("services.*", row);
          add("jobs.*", row);
          // A hook's container takes part in the long forms, casts and paths, but lists of hooks only ever grow.
          add("services.*.pre_start.*", row);
          break;
      }
    }
  }

  constexpr int next(int node, std::string_view key) const {
    if (node < 0) return -1;
    for (std::size_t slot = first_slot(node, key); edges_[slot].to > 0; slot = (slot + 1) % slot_count)
      if (edges_[slot].from == node && edges_[slot].key == key) return edges_[slot].to;
    return nodes_[static_cast<std::size_t>(node)].any;
  }

  const Attribute& attribute(int node) const {
    static constexpr Attribute none{};
    return node < 0 ? none : nodes_[static_cast<std::size_t>(node)].attribute;
  }

 private:
  struct Node {
    std::int16_t any = -1;  ///< What `*` leads to.
    Attribute attribute;
  };
  struct Edge {
    std::string_view key;
    std::int16_t from = 0;
    std::int16_t to = 0;  ///< 0, the top, to which nothing leads, is an empty slot.
  };
  static constexpr std::size_t most_nodes = 512;
  static constexpr std::size_t slot_count = 2048;

  /// Length and ends of a key tell nearly all that stand beside each other apart.
  static constexpr std::size_t first_slot(int node, std::string_view key) {
    if (key.empty()) return 0;
    const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
    return (static_cast<std::size_t>(node) * 89 + key.size() * 211 + letter(key.front()) * 31 + letter(key.back()) * 7 +
            letter(key[key.size() / 2])) %
           slot_count;
  }

  consteval void add(std::string_view prefix, const Row& row) {
    nodes_[static_cast<std::size_t>(descend(descend(0, prefix), row.path))].attribute = row.attribute;
  }

  consteval int descend(int node, std::string_view path) {
    while (!path.empty()) {
      const std::size_t dot = path.find('.');
      node = child(node, path.substr(0, dot));
      path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return node;
  }

  consteval int child(int node, std::string_view part) {
    if (part == "*") {
      std::int16_t& any = nodes_[static_cast<std::size_t>(node)].any;
      if (any < 0) any = fresh();
      return any;
    }
    std::size_t slot = first_slot(node, part);
    for (; edges_[slot].to > 0; slot = (slot + 1) % slot_count)
      if (edges_[slot].from == node && edges_[slot].key == part) return edges_[slot].to;
    edges_[slot] = {part, static_cast<std::int16_t>(node), fresh()};
    return edges_[slot].to;
  }

  consteval std::int16_t fresh() {
    if (size_ == most_nodes) throw "the table of attributes has more places than there is room for";
    return static_cast<std::int16_t>(size_++);
  }

  std::array<Node, most_nodes> nodes_{};
  std::array<Edge, slot_count> edges_{};
  std::size_t size_ = 1;
};

constexpr Tree tree;

}  // namespace

Position Position::service() { return top().next("services").next("x"); }

Position Position::next(std::string_view key) const { return Position(tree.next(node_, key)); }

const Attribute& Position::attribute() const { return tree.attribute(node_); }

}  // namespace seaworthy::compose
