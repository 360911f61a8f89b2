#include "compose/shape.h"

#include <algorithm>
#include <cmath>

#include "compose/scalars.h"

namespace seaworthy::compose {
namespace {

#define SW_STRUCTURE(name) \
  constexpr Structure name { name##_fields }

constexpr ShapeField file_reference_fields[] = {
    {"source"}, {"target"}, {"uid"}, {"gid"}, {"mode", Shape::file_mode},
};
SW_STRUCTURE(file_reference);

constexpr ShapeField throttle_fields[] = {
    {"path", Shape::text, nullptr, "Path", true},
    {"rate", Shape::bytes, nullptr, "Rate", true},
};
SW_STRUCTURE(throttle);

constexpr ShapeField weight_device_fields[] = {
    {"path", Shape::text, nullptr, "Path", true},
    {"weight", Shape::natural, nullptr, "Weight", true},
};
SW_STRUCTURE(weight_device);

constexpr ShapeField blkio_fields[] = {
    {"weight", Shape::natural},
    {"weight_device", Shape::objects, &weight_device},
    {"device_read_bps", Shape::objects, &throttle},
    {"device_read_iops", Shape::objects, &throttle},
    {"device_write_bps", Shape::objects, &throttle},
    {"device_write_iops", Shape::objects, &throttle},
};
SW_STRUCTURE(blkio);

constexpr ShapeField credential_fields[] = {{"config"}, {"file"}, {"registry"}};
SW_STRUCTURE(credential);

constexpr ShapeField device_fields[] = {{"source"}, {"target"}, {"permissions"}};
SW_STRUCTURE(device);

constexpr ShapeField device_request_fields[] = {
    {"capabilities", Shape::texts}, {"driver"}, {"count", Shape::count}, {"device_ids", Shape::texts},
    {"options", Shape::mapping},
};
SW_STRUCTURE(device_request);

constexpr ShapeField env_file_fields[] = {{"path"}, {"required", Shape::true_by_default}, {"format"}};
SW_STRUCTURE(env_file);

constexpr ShapeField logging_fields[] = {{"driver"}, {"options", Shape::mapping}};
SW_STRUCTURE(logging);

constexpr ShapeField service_model_fields[] = {{"endpoint_var"}, {"model_var"}};
SW_STRUCTURE(service_model);

constexpr ShapeField service_network_fields[] = {
    {"aliases", Shape::texts},
    {"driver_opts", Shape::mapping},
    {"gw_priority", Shape::integer},
    {"interface_name"},
    {"ipv4_address"},
    {"ipv6_address"},
    {"link_local_ips", Shape::texts},
    {"mac_address"},
    {"priority", Shape::integer},
    {"use_service_name_alias", Shape::boolean_if_given},
};
SW_STRUCTURE(service_network);

constexpr ShapeField bind_fields[] = {
    {"selinux"}, {"propagation"}, {"create_host_path", Shape::true_by_default}, {"recursive"}};
SW_STRUCTURE(bind);
constexpr ShapeField volume_options_fields[] = {{"labels", Shape::mapping}, {"nocopy", Shape::boolean}, {"subpath"}};
SW_STRUCTURE(volume_options);
constexpr ShapeField tmpfs_options_fields[] = {{"size", Shape::bytes}, {"mode", Shape::natural}};
SW_STRUCTURE(tmpfs_options);
constexpr ShapeField image_options_fields[] = {{"subpath"}};
SW_STRUCTURE(image_options);
constexpr ShapeField mount_fields[] = {
    {"type"},
    {"source"},
    {"target"},
    {"read_only", Shape::boolean},
    {"consistency"},
    {"bind", Shape::object_if_given, &bind},
    {"volume", Shape::object_if_given, &volume_options},
    {"tmpfs", Shape::object_if_given, &tmpfs_options},
    {"image", Shape::object_if_given, &image_options},
};
SW_STRUCTURE(mount);

constexpr ShapeField build_fields[] = {
    {"context"},
    {"dockerfile"},
    {"dockerfile_inline"},
    {"entitlements", Shape::texts},
    {"args", Shape::variables},
    {"provenance"},
    {"sbom"},
    {"ssh", Shape::ssh},
    {"labels", Shape::mapping},
    {"cache_from", Shape::texts},
    {"cache_to", Shape::texts},
    {"no_cache", Shape::boolean},
    {"no_cache_filter", Shape::texts},
    {"additional_contexts", Shape::mapping},
    {"pull", Shape::boolean},
    {"extra_hosts", Shape::hosts},
    {"isolation"},
    {"network"},
    {"target"},
    {"secrets", Shape::objects, &file_reference},
    {"shm_size", Shape::bytes},
    {"tags", Shape::texts},
    {"ulimits", Shape::ulimits},
    {"platforms", Shape::texts},
    {"privileged", Shape::boolean},
};
SW_STRUCTURE(build);

constexpr ShapeField dependency_fields[] = {
    {"condition"}, {"restart", Shape::boolean}, {"required", Shape::boolean, nullptr, {}, true}};
SW_STRUCTURE(dependency);

constexpr ShapeField healthcheck_fields[] = {
    {"test", Shape::probe},
    {"timeout", Shape::duration_if_given},
    {"interval", Shape::duration_if_given},
    {"retries", Shape::natural_if_given},
    {"start_period", Shape::duration_if_given},
    {"start_interval", Shape::duration_if_given},
    {"disable", Shape::boolean},
};
SW_STRUCTURE(healthcheck);

constexpr ShapeField port_fields[] = {
    {"name"}, {"mode"}, {"host_ip"}, {"target", Shape::natural}, {"published"}, {"protocol"}, {"app_protocol"},
};
SW_STRUCTURE(port);

constexpr ShapeField update_fields[] = {
    {"parallelism", Shape::natural_if_given},
    {"delay", Shape::duration},
    {"failure_action"},
    {"monitor", Shape::duration},
    {"max_failure_ratio", Shape::real32},
    {"order"},
};
SW_STRUCTURE(update);

constexpr ShapeField discrete_fields[] = {
    {"kind", Shape::text, nullptr, {}, true},
    {"value", Shape::integer, nullptr, {}, true},
};
SW_STRUCTURE(discrete);
constexpr ShapeField generic_resource_fields[] = {{"discrete_resource_spec", Shape::object_if_given, &discrete}};
SW_STRUCTURE(generic_resource);

constexpr ShapeField resource_fields[] = {
    {"cpus", Shape::real32},
    {"memory", Shape::bytes},
    {"pids", Shape::integer},
    {"devices", Shape::objects, &device_request},
    {"generic_resources", Shape::objects, &generic_resource},
};
SW_STRUCTURE(resource);
constexpr ShapeField resources_fields[] = {
    {"limits", Shape::object_if_given, &resource},
    {"reservations", Shape::object_if_given, &resource},
};
SW_STRUCTURE(resources);
constexpr ShapeField restart_policy_fields[] = {
    {"condition"},
    {"delay", Shape::duration_if_given},
    {"max_attempts", Shape::natural_if_given},
    {"window", Shape::duration_if_given},
};
SW_STRUCTURE(restart_policy);
constexpr ShapeField preference_fields[] = {{"spread"}};
SW_STRUCTURE(preference);
constexpr ShapeField placement_fields[] = {
    {"constraints", Shape::texts},
    {"preferences", Shape::objects, &preference},
    {"max_replicas_per_node", Shape::natural},
};
SW_STRUCTURE(placement);
constexpr ShapeField deploy_fields[] = {
    {"mode"},
    {"replicas", Shape::integer_if_given},
    {"labels", Shape::mapping},
    {"update_config", Shape::object_if_given, &update},
    {"rollback_config", Shape::object_if_given, &update},
    {"resources", Shape::object, &resources},
    {"restart_policy", Shape::object_if_given, &restart_policy},
    {"placement", Shape::object, &placement},
    {"endpoint_mode"},
};
SW_STRUCTURE(deploy);

constexpr ShapeField hook_fields[] = {
    {"command", Shape::command, nullptr, {}, false, true},
    {"user"},
    {"privileged", Shape::boolean},
    {"working_dir"},
    {"environment", Shape::variables},
};
SW_STRUCTURE(hook);

constexpr ShapeField watch_fields[] = {
    {"path", Shape::text, nullptr, {}, true},
    {"action", Shape::text, nullptr, {}, true},
    {"target"},
    {"exec", Shape::object, &hook},
    {"include", Shape::texts},
    {"ignore", Shape::texts},
    {"initial_sync", Shape::boolean},
};
SW_STRUCTURE(watch);
constexpr ShapeField develop_fields[] = {{"watch", Shape::objects, &watch}};
SW_STRUCTURE(develop);

constexpr ShapeField provider_fields[] = {{"type"}, {"options", Shape::multi_options}};
SW_STRUCTURE(provider);
constexpr ShapeField extends_fields[] = {{"file"}, {"service"}};
SW_STRUCTURE(extends);

#define SW_CONTAINER_FIELDS                                                                                           \
  {"annotations", Shape::mapping}, {"blkio_config", Shape::object_if_given, &blkio}, {"cap_add", Shape::texts},       \
      {"cap_drop", Shape::texts}, {"cgroup_parent"}, {"cgroup"}, {"cpu_count", Shape::integer},                       \
      {"cpu_percent", Shape::real32}, {"cpu_period", Shape::integer}, {"cpu_quota", Shape::integer},                  \
      {"cpu_rt_period", Shape::integer}, {"cpu_rt_runtime", Shape::integer}, {"cpus", Shape::real32}, {"cpuset"},     \
      {"cpu_shares", Shape::integer}, {"command", Shape::command, nullptr, {}, false, true},                          \
      {"configs", Shape::objects, &file_reference}, {"credential_spec", Shape::object_if_given, &credential},         \
      {"device_cgroup_rules", Shape::texts}, {"devices", Shape::objects, &device}, {"dns", Shape::texts},             \
      {"dns_opt", Shape::texts}, {"dns_search", Shape::texts}, {"domainname"},                                        \
      {"entrypoint", Shape::command, nullptr, {}, false, true}, {"environment", Shape::variables},                    \
      {"env_file", Shape::objects, &env_file}, {"extra_hosts", Shape::hosts}, {"group_add", Shape::texts},            \
      {"gpus", Shape::objects, &device_request}, {"hostname"}, {"image"}, {"init", Shape::boolean_if_given}, {"ipc"}, \
      {"isolation"}, {"labels", Shape::mapping}, {"label_file", Shape::texts},                                        \
      {"logging", Shape::object_if_given, &logging}, {"log_driver"}, {"log_opt", Shape::mapping},                     \
      {"mem_limit", Shape::bytes}, {"mem_reservation", Shape::bytes}, {"memswap_limit", Shape::bytes},                \
      {"mem_swappiness", Shape::bytes}, {"mac_address"}, {"models", Shape::nullable_map, &service_model},             \
      {"network_mode"}, {"networks", Shape::nullable_map, &service_network}, {"oom_kill_disable", Shape::boolean},    \
      {"oom_score_adj", Shape::integer}, {"pid"}, {"pids_limit", Shape::integer}, {"platform"},                       \
      {"privileged", Shape::boolean}, {"pull_policy"}, {"pull_refresh_after"}, {"read_only", Shape::boolean},         \
      {"runtime"}, {"secrets", Shape::objects, &file_reference}, {"security_opt", Shape::texts},                      \
      {"shm_size", Shape::bytes}, {"stop_grace_period", Shape::duration_if_given}, {"stop_signal"},                   \
      {"storage_opt", Shape::mapping}, {"sysctls", Shape::mapping}, {"tmpfs", Shape::texts},                          \
      {"ulimits", Shape::ulimits}, {"umask", Shape::natural_if_given}, {"use_api_socket", Shape::boolean}, {"user"},  \
      {"userns_mode"}, {"uts"}, {"volume_driver"}, {"volumes", Shape::objects, &mount},                               \
      {"volumes_from", Shape::texts}, {"working_dir"}

#define SW_WORKLOAD_FIELDS                                                                                   \
  {"build", Shape::object_if_given, &build}, {"depends_on", Shape::object_map, &dependency}, {"dockerfile"}, \
      {"expose", Shape::texts}, {"healthcheck", Shape::object_if_given, &healthcheck},                       \
      {"ports", Shape::objects, &port}, {"stdin_open", Shape::boolean}, {                                    \
    "tty", Shape::boolean                                                                                    \
  }

constexpr ShapeField pre_start_fields[] = {SW_CONTAINER_FIELDS, {"per_replica", Shape::boolean}};
SW_STRUCTURE(pre_start);

constexpr ShapeField service_fields[] = {
    {"profiles", Shape::texts},
    {"deploy", Shape::object_if_given, &deploy},
    {"develop", Shape::object_if_given, &develop},
    {"restart"},
    {"scale", Shape::integer_if_given},
    {"attach", Shape::boolean_if_given},
    {"container_name"},
    {"provider", Shape::object_if_given, &provider},
    {"extends", Shape::object_if_given, &extends},
    {"external_links", Shape::texts},
    {"links", Shape::texts},
    {"net"},
    {"pre_start", Shape::objects, &pre_start},
    {"post_start", Shape::objects, &hook},
    {"pre_stop", Shape::objects, &hook},
    SW_CONTAINER_FIELDS,
    SW_WORKLOAD_FIELDS,
};
SW_STRUCTURE(service);

constexpr ShapeField schedule_fields[] = {{"cron"}, {"timezone"}, {"concurrency"}, {"missed_fires"}};
SW_STRUCTURE(schedule);
constexpr ShapeField triggers_fields[] = {{"manual", Shape::boolean_if_given}, {"schedule", Shape::objects, &schedule}};
SW_STRUCTURE(triggers);
constexpr ShapeField job_fields[] = {
    {"name"},
    {"profiles", Shape::texts},
    {"triggers", Shape::object_if_given, &triggers},
    SW_CONTAINER_FIELDS,
    SW_WORKLOAD_FIELDS,
};
SW_STRUCTURE(job);

constexpr ShapeField pool_fields[] = {{"subnet"}, {"gateway"}, {"ip_range"}, {"aux_addresses", Shape::mapping}};
SW_STRUCTURE(pool);
constexpr ShapeField ipam_fields[] = {{"driver"}, {"config", Shape::objects, &pool}, {"options", Shape::mapping}};
SW_STRUCTURE(ipam);
constexpr ShapeField network_fields[] = {
    {"name"},
    {"driver"},
    {"driver_opts", Shape::mapping},
    {"ipam", Shape::object, &ipam},
    {"external", Shape::boolean},
    {"internal", Shape::boolean},
    {"attachable", Shape::boolean},
    {"labels", Shape::mapping},
    {"enable_ipv4", Shape::boolean_if_given},
    {"enable_ipv6", Shape::boolean_if_given},
};
SW_STRUCTURE(network);

constexpr ShapeField volume_fields[] = {
    {"name"}, {"driver"}, {"driver_opts", Shape::mapping}, {"external", Shape::boolean}, {"labels", Shape::mapping},
};
SW_STRUCTURE(volume);

constexpr ShapeField file_object_fields[] = {
    {"name"},
    {"file"},
    {"environment"},
    {"content"},
    {"external", Shape::boolean},
    {"labels", Shape::mapping},
    {"driver"},
    {"driver_opts", Shape::mapping},
    {"template_driver"},
};
SW_STRUCTURE(file_object);

constexpr ShapeField model_fields[] = {
    {"name"}, {"model"}, {"context_size", Shape::integer}, {"runtime_flags", Shape::texts}};
SW_STRUCTURE(model);

constexpr ShapeField project_fields[] = {
    {"name"},
    {"services", Shape::object_map, &service, {}, true},
    {"jobs", Shape::object_map, &job},
    {"networks", Shape::object_map, &network},
    {"volumes", Shape::object_map, &volume},
    {"secrets", Shape::object_map, &file_object},
    {"configs", Shape::object_map, &file_object},
    {"models", Shape::object_map, &model},
};

class ModelReader {
 public:
  explicit ModelReader(Context& context) : context_(context) {}

  const Value* object(const Value& value, const Structure& type, const Trail& trail) {
    std::vector<Member> members;
    members.reserve(value.members.size());
    const GivenFields fields(value);
    for (const ShapeField& field : type.fields) {
      const Member* const given = fields.find(field.name);
      if (given == nullptr || is_null(given->value)) continue;
      const Trail here{&trail, field.name};
      const Value* const read = this->read(*given->value, field, here);
      if (read != nullptr) members.push_back({field.name, given->key_span, read});
    }
    const std::size_t own = members.size();
    for (const Member& member : value.members)
      if (member.key.starts_with("x-")) members.push_back(member);
    std::sort(members.begin() + static_cast<std::ptrdiff_t>(own), members.end(), by_key);
    return make_mapping(context_, members, &value);
  }

 private:
  static bool by_key(const Member& left, const Member& right) { return left.key < right.key; }

  /// Null for what is empty and so not printed.
  const Value* read(const Value& value, const ShapeField& field, const Trail& trail) {
    switch (field.shape) {
      case Shape::text: {
        if ((value.type != Type::string && value.type != Type::integer) || is_point_in_time(value))
          return wrong(value, "text", trail);
        // The root itself is written as no text at all.
        if (value.text.empty() && !value.root_relative && !field.always) return nullptr;
        if (value.type == Type::string) return &value;
        return make_text(context_, value.text, &value);
      }
      case Shape::integer:
      case Shape::integer_if_given:
      case Shape::natural:
      case Shape::natural_if_given:
        return number(value, field, trail);
      case Shape::boolean:
      case Shape::boolean_if_given:
      case Shape::true_by_default: {
        if (value.type != Type::boolean && value.type != Type::string) return wrong(value, "true or false", trail);
        const auto flag = parse_boolean(value.text);
        if (!flag) return wrong(value, "true or false", trail);
        if (*flag == (field.shape == Shape::true_by_default) && field.shape != Shape::boolean_if_given && !field.always)
          return nullptr;
        return make_boolean(context_, *flag, &value);
      }
      case Shape::real32: {
        const auto real = is_scalar(&value) ? parse_real(value.text) : std::nullopt;
        if (!real || value.type == Type::boolean) return wrong(value, "a number", trail);
        if (static_cast<float>(*real) == 0.0F) return nullptr;
        return make_scalar(context_, Type::real, context_.arena.copy(format_real(*real, 32)), &value);
      }
      case Shape::bytes: {
        if (value.type == Type::real || is_point_in_time(value)) return nullptr;
        const auto bytes = is_scalar(&value) ? parse_bytes(value.text) : std::nullopt;
        if (!bytes) return wrong(value, "a size such as 512m or 2g", trail);
        if (*bytes == 0 && !field.always) return nullptr;
        return make_text(context_, context_.arena.copy(std::to_string(*bytes)), &value);
      }
      case Shape::duration:
      case Shape::duration_if_given: {
        const auto duration = is_scalar(&value) ? parse_duration(value.text) : std::nullopt;
        if (!duration) {
          context_.report(
              "compose-bad-duration", value.span(),
              "`" + trail.text() + "` must be a duration such as 30s or 1m30s, not `" + std::string(value.text) + "`",
              chain_of(&value));
          return nullptr;
        }
        if (*duration == 0 && field.shape == Shape::duration) return nullptr;
        return make_text(context_, context_.arena.copy(format_duration(*duration)), &value);
      }
      case Shape::file_mode: {
        const auto mode = value.type == Type::integer  ? parse_integer(value.text)
                          : value.type == Type::string ? parse_octal(value.text)
                                                       : std::nullopt;
        if (!mode) return wrong(value, "a file mode such as 0440", trail);
        return make_text(context_, context_.arena.copy(octal(*mode)), &value);
      }
      case Shape::count: {
        const bool all = value.text.size() == 3 && (value.text[0] | 32) == 'a' && (value.text[1] | 32) == 'l' &&
                         (value.text[2] | 32) == 'l';
        const auto count = all ? std::optional<std::int64_t>(-1) : parse_integer(value.text);
        if (!count || !is_scalar(&value)) return wrong(value, "a number or `all`", trail);
        if (*count == 0) return nullptr;
        return make_scalar(context_, Type::integer, context_.arena.copy(std::to_string(*count)), &value);
      }
      case Shape::texts:
        return texts(value, trail);
      case Shape::command:
        return command(value, trail);
      case Shape::probe: {
        if (value.type != Type::string) return texts(value, trail);
        return make_sequence(context_, {make_text(context_, "CMD-SHELL", &value), &value}, &value);
      }
      case Shape::mapping:
      case Shape::variables:
        return mapping(value, field.shape == Shape::variables, trail);
      case Shape::multi_options:
        return multi_options(value, trail);
      case Shape::hosts:
        return hosts(value, trail);
      case Shape::ulimits:
        return ulimits(value, trail);
      case Shape::ssh:
        return ssh(value);
      case Shape::object:
      case Shape::object_if_given: {
        if (!is_mapping(&value)) return wrong(value, "a mapping", trail);
        const Value* const result = object(value, *field.type, trail);
        return field.shape == Shape::object && result->members.empty() ? nullptr : result;
      }
      case Shape::objects: {
        if (!is_sequence(&value)) return wrong(value, "a list", trail);
        std::vector<const Value*> items;
        int index = 0;
        for (const Value* item : value.items) {
          const Trail here{&trail, {}, index++};
          if (is_mapping(item)) items.push_back(object(*item, *field.type, here));
        }
        return items.empty() ? nullptr : make_sequence(context_, items, &value);
      }
      case Shape::object_map:
      case Shape::nullable_map: {
        if (!is_mapping(&value)) return wrong(value, "a mapping", trail);
        std::vector<Member> members;
        for (const Member& member : value.members) {
          const Trail here{&trail, member.key};
          if (is_mapping(member.value)) {
            members.push_back({member.key, member.key_span, object(*member.value, *field.type, here)});
          } else if (field.shape == Shape::nullable_map) {
            members.push_back(member);
          } else if (is_null(member.value)) {
            // `volumes: {data:}` when nothing has given it a name yet.
            members.push_back({member.key, member.key_span, make_mapping(context_, {}, member.value)});
          }
        }
        std::sort(members.begin(), members.end(), by_key);
        return members.empty() && !field.always ? nullptr : make_mapping(context_, members, &value);
      }
      case Shape::anything:
        return &value;
    }
    return nullptr;
  }

  const Value* wrong(const Value& value, std::string_view wanted, const Trail& trail) {
    std::string message = "`" + trail.text() + "` must be " + std::string(wanted);
    if (is_scalar(&value)) message += ", not `" + std::string(value.text) + "`";
    context_.report("compose-schema-invalid", value.span(), message, chain_of(&value));
    return nullptr;
  }

  const Value* number(const Value& value, const ShapeField& field, const Trail& trail) {
    std::optional<std::int64_t> number;
    if (value.type == Type::integer || value.type == Type::string) number = parse_integer(value.text);
    if (value.type == Type::real)
      if (const auto real = parse_real(value.text); real && std::fabs(*real) < 9e18)
        number = static_cast<std::int64_t>(*real);
    if (!number) return wrong(value, "a whole number", trail);
    const bool natural = field.shape == Shape::natural || field.shape == Shape::natural_if_given;
    if (natural && *number < 0) return wrong(value, "zero or more", trail);
    const bool if_given = field.shape == Shape::integer_if_given || field.shape == Shape::natural_if_given;
    if (*number == 0 && !if_given && !field.always) return nullptr;
    return make_scalar(context_, Type::integer, context_.arena.copy(std::to_string(*number)), &value);
  }

  static std::optional<std::int64_t> parse_octal(std::string_view text) {
    std::int64_t value = 0;
    if (text.empty() || text.size() > 12) return std::nullopt;
    for (const char c : text) {
      if (c < '0' || c > '7') return std::nullopt;
      value = value * 8 + (c - '0');
    }
    return value;
  }

  static std::string octal(std::int64_t value) {
    std::string digits;
    auto rest = static_cast<std::uint64_t>(value < 0 ? -value : value);
    do {
      digits.insert(digits.begin(), static_cast<char>('0' + rest % 8));
      rest /= 8;
    } while (rest > 0);
    return (value < 0 ? "0-" : "0") + digits;
  }

  const Value* texts(const Value& value, const Trail& trail) {
    if (is_scalar(&value)) return make_sequence(context_, {make_text(context_, value.text, &value)}, &value);
    if (!is_sequence(&value)) return wrong(value, "a list", trail);
    std::vector<const Value*> items;
    for (const Value* item : value.items) {
      if (is_text(item)) {
        items.push_back(item);
      } else if (is_scalar(item)) {
        items.push_back(make_text(context_, item->text, item));
      }
    }
    return items.empty() ? nullptr : make_sequence(context_, items, &value);
  }

  const Value* command(const Value& value, const Trail& trail) {
    std::vector<const Value*> items;
    if (is_text(&value)) {
      const auto words = split_command(value.text);
      if (!words) {
        context_.report("compose-schema-invalid", value.span(),
                        "`" + trail.text() + "` is no command line: a quote is not closed, or `(` is not quoted",
                        chain_of(&value));
        return nullptr;
      }
      for (const Word& word : *words) items.push_back(word_value(value, word));
    } else {
      for (const Value* item : value.items)
        if (is_scalar(item)) items.push_back(item);
    }
    return make_sequence(context_, items, &value);
  }

  const Value* word_value(const Value& line, const Word& word) {
    Value* const value = context_.arena.make<Value>(*make_text(context_, context_.arena.copy(word.text), &line));
    if (line.origin != nullptr && line.node != nullptr && line.node->text == line.text) {
      Origin* const origin = context_.arena.make<Origin>(*line.origin);
      origin->key_span = {};
      origin->span =
          line.node->mapped().span(static_cast<std::uint32_t>(word.begin), static_cast<std::uint32_t>(word.end));
      value->origin = origin;
    }
    return value;
  }

  const Value* mapping(const Value& value, bool variables, const Trail& trail) {
    std::vector<Member> members;
    const auto text = [&](const Value* from) -> const Value* {
      if (!is_null(from)) return is_text(from) ? from : make_text(context_, from->text, from);
      return variables ? from : make_text(context_, "", from);
    };
    if (is_mapping(&value)) {
      for (const Member& member : value.members) {
        if (is_mapping(member.value) || is_sequence(member.value)) continue;
        members.push_back({member.key, member.key_span, text(member.value)});
      }
    } else {
      for (const Value* item : value.items) {
        if (!is_scalar(item)) continue;
        const std::size_t equals = item->text.find('=');
        const std::string_view name = item->text.substr(0, equals);
        if (variables && !name.empty() && (name.back() == ' ' || name.back() == '\t')) {
          context_.report("compose-environment-trailing-space", item->span(),
                          "The variable name `" + std::string(name) + "` in `" + trail.text() + "` ends with a space",
                          chain_of(item));
          continue;
        }
        const Value* content = nullptr;
        if (equals == std::string_view::npos) {
          content = variables ? make_scalar(context_, Type::null, "", item) : make_text(context_, "", item);
        } else {
          content = make_text(context_, item->text.substr(equals + 1), item);
        }
        const auto known =
            std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == name; });
        if (known != members.end() && members.size() < 200) {
          known->value = content;
        } else {
          members.push_back({name, item->origin != nullptr ? item->origin->key_span : Span{}, content});
        }
      }
    }
    std::stable_sort(members.begin(), members.end(), by_key);
    return members.empty() ? nullptr : make_mapping(context_, members, &value);
  }

  const Value* multi_options(const Value& value, const Trail& trail) {
    if (!is_mapping(&value)) return wrong(value, "a mapping", trail);
    std::vector<Member> members;
    for (const Member& member : value.members) {
      const Trail here{&trail, member.key};
      if (const Value* const list = is_null(member.value) ? nullptr : texts(*member.value, here); list != nullptr)
        members.push_back({member.key, member.key_span, list});
    }
    std::sort(members.begin(), members.end(), by_key);
    return members.empty() ? nullptr : make_mapping(context_, members, &value);
  }

  const Value* hosts(const Value& value, const Trail& trail) {
    std::vector<const Value*> items;
    const auto add = [&](std::string_view host, std::string_view address, const Value* from) {
      if (host.empty() || host.find_first_of(":=") != std::string_view::npos) {
        context_.report("compose-extra-hosts-invalid", from->span(),
                        "`" + std::string(host) + "` in `" + trail.text() + "` is no host name", chain_of(from));
        return;
      }
      if (address.size() > 2 && address.front() == '[' && address.back() == ']')
        address = address.substr(1, address.size() - 2);
      items.push_back(make_text(context_, context_.arena.copy(std::string(host) + "=" + std::string(address)), from));
    };
    if (is_mapping(&value)) {
      for (const Member& member : value.members) {
        if (is_sequence(member.value)) {
          for (const Value* item : member.value->items) add(member.key, item->text, item);
        } else if (member.value->type == Type::string || is_null(member.value)) {
          add(member.key, member.value->text, member.value);
        } else {
          wrong(*member.value, "text", trail);
        }
      }
    } else {
      for (const Value* item : value.items) {
        if (!is_scalar(item)) continue;
        std::size_t cut = item->text.find('=');
        if (cut == std::string_view::npos) cut = item->text.find(':');
        if (cut == std::string_view::npos) {
          context_.report("compose-extra-hosts-invalid", item->span(),
                          "`" + std::string(item->text) + "` in `" + trail.text() + "` needs an address: host=address",
                          chain_of(item));
          continue;
        }
        std::string_view addresses = item->text.substr(cut + 1);
        while (true) {
          const std::size_t comma = std::min(addresses.find(','), addresses.size());
          add(item->text.substr(0, cut), addresses.substr(0, comma), item);
          if (comma == addresses.size()) break;
          addresses.remove_prefix(comma + 1);
        }
      }
    }
    std::stable_sort(items.begin(), items.end(),
                     [](const Value* left, const Value* right) { return left->text < right->text; });
    return items.empty() ? nullptr : make_sequence(context_, items, &value);
  }

  const Value* ulimits(const Value& value, const Trail& trail) {
    if (!is_mapping(&value)) return wrong(value, "a mapping", trail);
    std::vector<Member> members;
    const auto zero = [&] { return make_scalar(context_, Type::integer, "0", nullptr); };
    for (const Member& member : value.members) {
      const Trail here{&trail, member.key};
      if (is_mapping(member.value)) {
        std::vector<Member> both;
        for (const std::string_view key : {"soft", "hard"}) {
          const Value* const side = member.value->get(key);
          const Trail at{&here, key};
          const bool whole = side != nullptr && parse_integer(side->text).has_value();
          if (side != nullptr && !whole) wrong(*side, "a whole number", at);
          both.push_back({key, {}, whole ? make_scalar(context_, Type::integer, side->text, side) : zero()});
        }
        members.push_back({member.key, member.key_span, make_mapping(context_, both, member.value)});
        continue;
      }
      const auto number = is_null(member.value) ? std::nullopt : parse_integer(member.value->text);
      if (!number) {
        if (!is_null(member.value)) wrong(*member.value, "a whole number", here);
        continue;
      }
      const Value* const single =
          *number != 0
              ? make_scalar(context_, Type::integer, context_.arena.copy(std::to_string(*number)), member.value)
              : make_mapping(context_, {{"soft", {}, zero()}, {"hard", {}, zero()}}, member.value);
      members.push_back({member.key, member.key_span, single});
    }
    std::sort(members.begin(), members.end(), by_key);
    return members.empty() ? nullptr : make_mapping(context_, members, &value);
  }

  const Value* ssh(const Value& value) {
    std::vector<Member> keys(value.members.begin(), value.members.end());
    std::sort(keys.begin(), keys.end(), by_key);
    std::vector<const Value*> items;
    items.reserve(keys.size());
    for (const Member& member : keys) items.push_back(make_mapping(context_, {member}, member.value));
    return items.empty() ? nullptr : make_sequence(context_, items, &value);
  }

  Context& context_;
};

}  // namespace

const Structure project_structure{project_fields};

const ShapeField* Structure::find(std::string_view name) const {
  for (const ShapeField& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

const Value* to_model(Context& context, const Value* root) {
  if (!is_mapping(root)) return nullptr;
  return ModelReader(context).object(*root, project_structure, Trail{});
}

}  // namespace seaworthy::compose
