// One table says what happens to which attribute; the passes of the loader walk a tree together with a Position and
// look up their column. `*` stands for any key and for the items of a list.

#include "compose/attributes.h"

#include <string>
#include <utility>
#include <vector>

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

/// The table's paths as a tree. Built once, before any thread asks; read-only afterwards.
class Trie {
 public:
  Trie() {
    nodes_.emplace_back();
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

  int next(int node, std::string_view key) const {
    if (node < 0) return -1;
    const Node& from = nodes_[static_cast<std::size_t>(node)];
    for (const auto& [name, child] : from.children)
      if (name == key) return child;
    return from.any;
  }

  const Attribute& attribute(int node) const {
    static constexpr Attribute none{};
    return node < 0 ? none : nodes_[static_cast<std::size_t>(node)].attribute;
  }

 private:
  struct Node {
    std::vector<std::pair<std::string_view, int>> children;
    int any = -1;
    Attribute attribute;
  };

  void add(std::string_view prefix, const Row& row) {
    int node = descend(0, prefix);
    node = descend(node, row.path);
    nodes_[static_cast<std::size_t>(node)].attribute = row.attribute;
  }

  int descend(int node, std::string_view path) {
    while (!path.empty()) {
      const std::size_t dot = path.find('.');
      const std::string_view part = path.substr(0, dot);
      path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
      node = child(node, part);
    }
    return node;
  }

  int child(int node, std::string_view part) {
    const auto at = static_cast<std::size_t>(node);
    if (part == "*" && nodes_[at].any >= 0) return nodes_[at].any;
    for (const auto& [name, existing] : nodes_[at].children)
      if (name == part) return existing;
    const int created = static_cast<int>(nodes_.size());
    nodes_.emplace_back();
    if (part == "*") {
      nodes_[at].any = created;
    } else {
      nodes_[at].children.emplace_back(part, created);
    }
    return created;
  }

  std::vector<Node> nodes_;
};

const Trie& trie() {
  static const Trie table;
  return table;
}

}  // namespace

Position Position::service() { return top().next("services").next("x"); }

Position Position::next(std::string_view key) const { return Position(trie().next(node_, key)); }

const Attribute& Position::attribute() const { return trie().attribute(node_); }

}  // namespace seaworthy::compose
