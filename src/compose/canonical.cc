#include "compose/canonical.h"

#include <algorithm>

#include "compose/attributes.h"
#include "compose/merge.h"
#include "compose/path.h"
#include "compose/scalars.h"
#include "compose/syntax.h"

namespace seaworthy::compose {
namespace {

/// A mapping or list with each child passed through `each(child, key, trail)`; a null result leaves the child out.
template <class Each>
const Value* rebuilt(Context& context, const Value& value, const Trail& trail, const Each& each) {
  const auto put = [](auto& list, const Value* before, const Value* after, const auto& item) {
    if (after == before) {
      list.keep();
    } else if (after != nullptr) {
      list.replace(item);
    } else {
      list.drop();
    }
  };
  if (value.type == Type::mapping) {
    Edited<Member> members(value.members);
    for (const Member& member : value.members) {
      const Trail here{&trail, member.key};
      const Value* const child = each(member.value, member.key, here);
      put(members, member.value, child, Member{member.key, member.key_span, child});
    }
    return members.changed() ? make_mapping(context, members.items(), &value) : &value;
  }
  if (value.type == Type::sequence) {
    Edited<const Value*> items(value.items);
    int index = 0;
    for (const Value* item : value.items) {
      const Trail here{&trail, {}, index++};
      const Value* const child = each(item, std::string_view("[]"), here);
      put(items, item, child, child);
    }
    return items.changed() ? make_sequence(context, items.items(), &value) : &value;
  }
  return &value;
}

/// Part of a text value, with its own place where the bytes are the file's.
const Value* part(Context& context, const Value& whole, std::size_t begin, std::size_t size, std::string_view text) {
  Value* const value = context.arena.make<Value>(*make_text(context, text, &whole));
  if (whole.origin != nullptr && whole.node != nullptr && whole.node->text == whole.text &&
      whole.text.substr(begin, size) == text && !text.empty()) {
    Origin* const origin = context.arena.make<Origin>(*whole.origin);
    origin->span =
        whole.node->mapped().span(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + size));
    value->origin = origin;
  }
  return value;
}

const Value* part(Context& context, const Value& whole, std::size_t begin, std::string_view text) {
  return part(context, whole, begin, text.size(), context.arena.copy(text));
}

class Canonicalizer {
 public:
  Canonicalizer(Context& context, bool keep_unparsed) : context_(context), keep_unparsed_(keep_unparsed) {}

  const Value* run(const Value* value, Position position, const Trail& trail) {
    if (value == nullptr || !position.known()) return value;
    // Otherwise the schema says so.
    if (!context_.request.check && is_null(value) && needs_value(position.attribute()))
      context_.report("compose-schema-invalid", value->span(), "`" + trail.text() + "` has no value", chain_of(value));
    switch (position.attribute().canonical) {
      case Canonical::none:
      case Canonical::ulimit:
        return below(*value, position, trail);
      case Canonical::build:
        if (is_text(value)) return wrapped("context", *value);
        return below(*value, position, trail);
      case Canonical::extends:
        return is_text(value) ? wrapped("service", *value) : value;
      case Canonical::schedule:
        return is_text(value) ? wrapped("cron", *value) : value;
      case Canonical::file_mount:
        return is_text(value) ? wrapped("source", *value) : value;
      case Canonical::text_or_value:
        return is_scalar(value) && !is_text(value) ? make_text(context_, value->text, value) : value;
      case Canonical::key_values:
        return key_values(*value, trail);
      case Canonical::depends_on:
        return depends_on(*value);
      case Canonical::env_file:
        return env_file(*value);
      case Canonical::text_list:
        if (is_text(value)) return list_of(*value);
        return value;
      case Canonical::gpus:
        if (is_text(value))
          return make_sequence(
              context_, {make_mapping(context_, {{"count", {}, make_text(context_, "all", value)}}, value)}, value);
        return below(*value, position, trail);
      case Canonical::names:
        return names(*value);
      case Canonical::mount:
        return mount(*value, trail);
      case Canonical::device:
        return device(*value, trail);
      case Canonical::ports:
        return ports(*value, trail);
      case Canonical::ssh:
        return ssh(*value, trail);
      case Canonical::resource:
        return resource(*value, position, trail);
    }
    return value;
  }

 private:
  /// Whether the reference, too, stumbles over an attribute without a value while it writes out short syntax.
  static bool needs_value(const Attribute& attribute) {
    switch (attribute.canonical) {
      case Canonical::build:
      case Canonical::key_values:
      case Canonical::depends_on:
      case Canonical::env_file:
      case Canonical::gpus:
      case Canonical::names:
      case Canonical::ports:
      case Canonical::ssh:
        return true;
      default:
        return attribute.identity == Identity::mount_target;
    }
  }

  const Value* below(const Value& value, Position position, const Trail& trail) {
    return rebuilt(context_, value, trail, [&](const Value* child, std::string_view key, const Trail& here) {
      return run(child, position.next(key), here);
    });
  }

  const Value* wrapped(std::string_view key, const Value& value) {
    return make_mapping(context_, {{key, {}, &value}}, &value);
  }

  const Value* list_of(const Value& value) {
    Value* const item = context_.arena.make<Value>(value);
    return make_sequence(context_, {item}, &value);
  }

  const Value* key_values(const Value& value, const Trail& trail) {
    if (!is_sequence(&value)) return &value;
    std::vector<Member> members;
    for (const Value* item : value.items) {
      if (!is_text(item)) continue;
      const std::size_t equals = item->text.find('=');
      if (equals == std::string_view::npos) {
        if (keep_unparsed_) return &value;
        context_.report("compose-schema-invalid", item->span(),
                        "`" + trail.text() + "` takes NAME=value, not `" + std::string(item->text) + "`",
                        chain_of(item));
        continue;
      }
      set(members,
          {item->text.substr(0, equals), {}, part(context_, *item, equals + 1, item->text.substr(equals + 1))});
    }
    return make_mapping(context_, members, &value);
  }

  static void set(std::vector<Member>& members, const Member& member) {
    for (Member& known : members)
      if (known.key == member.key) {
        known = member;
        return;
      }
    members.push_back(member);
  }

  const Value* depends_on(const Value& value) {
    std::vector<Member> members;
    if (is_sequence(&value)) {
      for (const Value* item : value.items)
        if (is_text(item)) set(members, {item->text, item->span(), started_dependency(context_, *item)});
      return make_mapping(context_, members, &value);
    }
    for (const Member& member : value.members) {
      const Value* content = member.value;
      if (is_mapping(content)) {
        if (content->get("condition") == nullptr)
          content = with_member(context_, *content, "condition", make_text(context_, "service_started", nullptr));
        if (content->get("required") == nullptr)
          content = with_member(context_, *content, "required", make_boolean(context_, true));
      }
      members.push_back({member.key, member.key_span, content});
    }
    return is_mapping(&value) ? make_mapping(context_, members, &value) : &value;
  }

  const Value* env_file(const Value& value) {
    const auto entry = [&](const Value* item) -> const Value* {
      if (is_text(item))
        return make_mapping(context_, {{"path", {}, item}, {"required", {}, make_boolean(context_, true)}}, item);
      if (is_mapping(item) && item->get("required") == nullptr)
        return with_member(context_, *item, "required", make_boolean(context_, true));
      return item;
    };
    if (is_text(&value)) return make_sequence(context_, {entry(&value)}, &value);
    std::vector<const Value*> items;
    for (const Value* item : value.items) items.push_back(entry(item));
    return is_sequence(&value) ? make_sequence(context_, items, &value) : &value;
  }

  const Value* names(const Value& value) {
    if (!is_sequence(&value)) return &value;
    std::vector<Member> members;
    for (const Value* item : value.items)
      if (is_text(item)) set(members, {item->text, item->span(), make_scalar(context_, Type::null, "", item)});
    return make_mapping(context_, members, &value);
  }

  /// Without interpolation a point in time stays one, which no short syntax takes.
  bool refused_as_time(const Value& value, const Trail& trail) {
    if (!keep_unparsed_ || !is_point_in_time(value)) return false;
    context_.report("compose-schema-invalid", value.span(),
                    "`" + trail.text() + "` must be text, not a point in time; quote it", chain_of(&value));
    return true;
  }

  const Value* mount(const Value& value, const Trail& trail) {
    if (!is_text(&value)) return &value;
    if (refused_as_time(value, trail)) return nullptr;
    std::string_view error;
    const auto mount = parse_mount(value.text, &error);
    if (!mount) {
      if (keep_unparsed_) return &value;
      context_.report("compose-volume-invalid", value.span(),
                      "`" + trail.text() + "` " + std::string(error) + "; write source:target or source:target:ro",
                      chain_of(&value));
      return nullptr;
    }
    std::vector<Member> members;
    members.push_back({"type", {}, make_text(context_, mount->bind ? "bind" : "volume", &value)});
    if (!mount->source.empty()) members.push_back({"source", {}, part(context_, value, 0, mount->source)});
    const std::size_t target_begin = mount->source.empty() ? 0 : mount->source.size() + 1;
    members.push_back(
        {"target",
         {},
         part(context_, value, target_begin, mount->target.size(), context_.arena.copy(clean_path(mount->target)))});
    if (mount->read_only) members.push_back({"read_only", {}, make_boolean(context_, true, &value)});
    if (mount->bind || !mount->propagation.empty() || !mount->selinux.empty()) {
      std::vector<Member> bind;
      if (!mount->selinux.empty())
        bind.push_back({"selinux", {}, make_text(context_, context_.arena.copy(mount->selinux), &value)});
      if (!mount->propagation.empty())
        bind.push_back({"propagation", {}, make_text(context_, context_.arena.copy(mount->propagation), &value)});
      if (mount->bind) bind.push_back({"create_host_path", {}, make_boolean(context_, true)});
      members.push_back({"bind", {}, make_mapping(context_, bind, &value)});
    }
    if ((!mount->bind && value.text.size() > 2) || mount->no_copy) {
      std::vector<Member> volume;
      if (mount->no_copy) volume.push_back({"nocopy", {}, make_boolean(context_, true, &value)});
      members.push_back({"volume", {}, make_mapping(context_, volume, &value)});
    }
    return make_mapping(context_, members, &value);
  }

  const Value* device(const Value& value, const Trail& trail) {
    if (!is_text(&value)) return &value;
    if (refused_as_time(value, trail)) return nullptr;
    std::vector<std::string_view> parts;
    std::string_view rest = value.text;
    while (true) {
      const std::size_t colon = std::min(rest.find(':'), rest.size());
      parts.push_back(rest.substr(0, colon));
      if (colon == rest.size()) break;
      rest.remove_prefix(colon + 1);
    }
    const bool confusing = parts.size() > 3;
    if (confusing && !keep_unparsed_) {
      context_.report("compose-device-mapping-invalid", value.span(),
                      "`" + trail.text() + "` has too many colons; use the long form with `source` and `target`",
                      chain_of(&value));
      return nullptr;
    }
    // With variables in it nothing is read of such a device.
    if (confusing) parts.assign(1, {});
    const std::string_view source = parts[0];
    const std::string_view target = parts.size() > 1 && !parts[1].empty() ? parts[1] : source;
    const std::string_view permissions = parts.size() > 2 ? parts[2] : "rwm";
    const auto text = [&](std::string_view content) { return make_text(context_, content, &value); };
    return make_mapping(
        context_, {{"source", {}, text(source)}, {"target", {}, text(target)}, {"permissions", {}, text(permissions)}},
        &value);
  }

  const Value* ports(const Value& value, const Trail& trail) {
    if (!is_sequence(&value)) return &value;
    std::vector<const Value*> items;
    int index = 0;
    for (const Value* item : value.items) {
      const Trail here{&trail, {}, index++};
      if (!is_scalar(item)) {
        items.push_back(item);
        continue;
      }
      if (refused_as_time(*item, here)) continue;
      std::string error = "it must be a whole number";
      const auto parsed = item->type == Type::real ? std::nullopt : parse_ports(item->text, &error);
      if (!parsed) {
        // What has a variable in it is text.
        if (keep_unparsed_ && item->type == Type::string) return &value;
        context_.report("compose-port-invalid", item->span(),
                        "`" + std::string(item->text) + "` is no port for `" + here.text() + "`: " + error,
                        chain_of(item));
        continue;
      }
      for (const ShortPort& port : *parsed) items.push_back(long_port(*item, port));
    }
    return make_sequence(context_, items, &value);
  }

  const Value* long_port(const Value& item, const ShortPort& port) {
    const auto text = [&](const std::string& content) {
      return make_text(context_, context_.arena.copy(content), &item);
    };
    std::vector<Member> members;
    members.push_back({"mode", {}, make_text(context_, "ingress", nullptr)});
    if (!port.host_ip.empty()) {
      const std::size_t at = item.text.find(port.host_ip);
      members.push_back({"host_ip", {}, part(context_, item, at, port.host_ip)});
    }
    members.push_back({"target", {}, make_scalar(context_, Type::integer, context_.arena.copy(port.target), &item)});
    if (!port.published.empty()) members.push_back({"published", {}, text(port.published)});
    members.push_back({"protocol", {}, text(port.protocol)});
    return make_mapping(context_, members, &item);
  }

  const Value* ssh(const Value& value, const Trail& trail) {
    if (!is_sequence(&value)) return &value;
    std::vector<Member> members;
    for (const Value* item : value.items) {
      if (!is_text(item)) continue;
      const std::size_t equals = item->text.find('=');
      if (equals != std::string_view::npos) {
        set(members,
            {item->text.substr(0, equals), {}, part(context_, *item, equals + 1, item->text.substr(equals + 1))});
      } else if (item->text == "default") {
        set(members, {item->text, {}, make_scalar(context_, Type::null, "", item)});
      } else {
        if (keep_unparsed_) return &value;
        context_.report("compose-schema-invalid", item->span(),
                        "`" + trail.text() + "` takes `default` or ID=path, not `" + std::string(item->text) + "`",
                        chain_of(item));
      }
    }
    return make_mapping(context_, members, &value);
  }

  const Value* resource(const Value& value, Position position, const Trail& trail) {
    const Value* result = below(value, position, trail);
    const Value* const external = result->get("external");
    if (!is_mapping(external)) return result;
    result = with_member(context_, *result, "external", make_boolean(context_, true, external));
    const Value* const name = external->get("name");
    if (is_null(name)) return result;
    context_.warn("compose-deprecated-option", place_of(name),
                  "`" + trail.text() + ".external.name` is deprecated; write `name` beside `external: true`",
                  chain_of(name));
    const Value* const own = result->get("name");
    if (own == nullptr) return with_member(context_, *result, "name", name);
    if (!equal(own, name)) {
      Problem& problem = context_.report("compose-conflicting-options", name->span(),
                                         "`" + trail.text() + "` has two names; keep `name` only", chain_of(name));
      problem.related = own->span();
      problem.related_message = "the other name";
    }
    return result;
  }

  Context& context_;
  bool keep_unparsed_;
};

/// Null and empty items of `dns` mean nothing.
const Value* without_empty_dns(Context& context, const Value* root) {
  const auto clean = [&](const Value* containers) -> const Value* {
    if (!is_mapping(containers)) return containers;
    return rebuilt(context, *containers, Trail{},
                   [&](const Value* service, std::string_view, const Trail&) -> const Value* {
                     const Value* const dns = is_mapping(service) ? service->get("dns") : nullptr;
                     if (!is_sequence(dns)) return service;
                     std::vector<const Value*> items;
                     for (const Value* item : dns->items)
                       if (!is_null(item) && !item->text.empty()) items.push_back(item);
                     if (items.size() == dns->items.size()) return service;
                     return with_member(context, *service, "dns", make_sequence(context, items, dns));
                   });
  };
  return rebuilt(context, *root, Trail{}, [&](const Value* value, std::string_view key, const Trail&) {
    return key == "services" || key == "jobs" ? clean(value) : value;
  });
}

const Value* defaults_below(Context& context, const Value* value, Position position, const Trail& trail) {
  if (value == nullptr || !position.known()) return value;
  const auto fill = [&](const Value* mapping, std::string_view key, const Value* content) {
    return mapping->get(key) == nullptr ? with_member(context, *mapping, key, content) : mapping;
  };
  const Default rule = position.attribute().defaults;
  if (rule == Default::none) {
    return rebuilt(context, *value, trail, [&](const Value* child, std::string_view key, const Trail& here) {
      return defaults_below(context, child, position.next(key), here);
    });
  }
  if (!is_mapping(value)) return value;
  switch (rule) {
    case Default::none:
      break;
    case Default::build_context:
      return fill(value, "context", make_text(context, ".", nullptr));
    case Default::secret_target: {
      const Value* const source = value->get("source");
      const std::string target = "/run/secrets/" + std::string(source != nullptr ? source->text : "%!s(<nil>)");
      return fill(value, "target", make_text(context, context.arena.copy(target), nullptr));
    }
    case Default::port:
      value = fill(value, "protocol", make_text(context, "tcp", nullptr));
      return fill(value, "mode", make_text(context, "ingress", nullptr));
    case Default::device_count:
      if (value->get("device_ids") != nullptr) return value;
      return fill(value, "count", make_text(context, "all", nullptr));
    case Default::create_host_path:
      return fill(value, "create_host_path", make_boolean(context, true));
  }
  return value;
}

void check_below(Context& context, const Value* value, Position position, const Trail& trail) {
  if (value == nullptr || !position.known()) return;
  const auto one_of = [&](std::initializer_list<std::string_view> keys) {
    if (!is_mapping(value)) return;
    std::string names;
    int given = 0;
    for (const std::string_view key : keys) {
      if (value->get(key) != nullptr) ++given;
      names += (names.empty() ? "`" : key == *(keys.end() - 1) ? " or `" : ", `") + std::string(key) + "`";
    }
    if (given == 1) return;
    if (given == 0 && (value->get("driver") != nullptr || value->get("external") != nullptr)) return;
    context.report("compose-secret-config-source", place_of(value),
                   "`" + trail.text() + "` " + (given > 1 ? "may have only one of " : "needs ") + names,
                   chain_of(value));
  };
  switch (position.attribute().check) {
    case Check::none:
      if (is_mapping(value)) {
        for (const Member& member : value->members) {
          const Trail here{&trail, member.key};
          check_below(context, member.value, position.next(member.key), here);
        }
      } else if (is_sequence(value)) {
        int index = 0;
        for (const Value* item : value->items) {
          const Trail here{&trail, {}, index++};
          check_below(context, item, position.next("[]"), here);
        }
      }
      return;
    case Check::volume: {
      if (!is_mapping(value)) return;
      const Value* const external = value->get("external");
      if (external == nullptr || external->text != "true") return;
      for (const Member& member : value->members) {
        if (member.key == "name" || member.key == "external" || member.key.starts_with("x-")) continue;
        context.report("compose-conflicting-options", place_of(member.value),
                       "`" + trail.text() + "` is external, so `" + std::string(member.key) + "` cannot be set here",
                       chain_of(member.value));
      }
      return;
    }
    case Check::config:
      return one_of({"file", "environment", "content"});
    case Check::secret:
      return one_of({"file", "environment"});
    case Check::port: {
      const Value* const ip = is_mapping(value) ? value->get("host_ip") : nullptr;
      if (is_text(ip) && !is_ip_address(ip->text))
        context.report("compose-port-invalid", ip->span(),
                       "`" + std::string(ip->text) + "` in `" + trail.text() + "` is no IP address", chain_of(ip));
      return;
    }
    case Check::watch_path:
      if (is_text(value) && value->text.empty())
        context.report("compose-watch-invalid", value->span(), "`" + trail.text() + "` must not be empty",
                       chain_of(value));
      return;
    case Check::device_request:
      if (is_mapping(value) && value->get("count") != nullptr && value->get("device_ids") != nullptr)
        context.report("compose-conflicting-options", place_of(value->get("count")),
                       "`" + trail.text() + "` may have `count` or `device_ids`, not both", chain_of(value));
      return;
  }
}

class PathResolver {
 public:
  PathResolver(Context& context, std::string_view directory, std::string_view home)
      : context_(context), directory_(directory), home_(home) {}

  const Value* run(const Value* value, Position position, const Trail& trail) {
    if (value == nullptr || !position.known()) return value;
    switch (position.attribute().path) {
      case PathKind::none:
        return rebuilt(context_, *value, trail, [&](const Value* child, std::string_view key, const Trail& here) {
          return run(child, position.next(key), here);
        });
      case PathKind::context:
        if (!is_text(value) || is_remote_context(value->text)) return value;
        return plain(value);
      case PathKind::plain:
      case PathKind::watch:
      case PathKind::extends_file:
        return plain(value);
      case PathKind::unix_path:
        return unix_path(value);
      case PathKind::mount: {
        if (!is_mapping(value)) return value;
        const Value* const type = value->get("type");
        if (!is_text(type) || type->text != "bind") return value;
        const Value* const source = value->get("source");
        if (source == nullptr) {
          if (refused_item_of_list(context_, trail)) return value;
          context_.report("compose-volume-invalid", place_of(type),
                          "`" + trail.text() + "` is a bind mount and needs `source`", chain_of(value));
          return value;
        }
        return with_member(context_, *value, "source", unix_path(source));
      }
      case PathKind::volume_device: {
        if (!is_mapping(value)) return value;
        const Value* const driver = value->get("driver");
        const Value* const options = value->get("driver_opts");
        if (driver == nullptr || driver->text != "local" || !is_mapping(options)) return value;
        const Value* const mode = options->get("o");
        const Value* const device = options->get("device");
        if (mode == nullptr || mode->text != "bind" || device == nullptr) return value;
        return with_member(context_, *value, "driver_opts",
                           with_member(context_, *options, "device", unix_path(device)));
      }
    }
    return value;
  }

 private:
  static bool is_remote_context(std::string_view text) {
    if (text.find("://") != std::string_view::npos || text.starts_with("service:")) return true;
    return text.starts_with("github.com/") || text.starts_with("git@");
  }

  const Value* plain(const Value* value) {
    if (!is_text(value) || value->text.empty() || value->root_relative) return value;
    return resolved(*value);
  }

  const Value* unix_path(const Value* value) {
    if (!is_text(value) || value->root_relative || is_windows_absolute(value->text)) return value;
    return resolved(*value);
  }

  const Value* resolved(const Value& value) {
    std::string_view text = value.text;
    std::string expanded;
    if (text.starts_with('~')) {
      // Whose home it is, no file can tell.
      if (home_.empty()) return &value;
      expanded = join_path(home_, text.substr(text.starts_with("~/") ? 2 : 1));
      text = expanded;
    }
    Value* const copy = context_.arena.make<Value>(value);
    copy->written = value.text;
    if (is_absolute(text)) {
      copy->text = text.data() == expanded.data() ? context_.arena.copy(text) : text;
    } else {
      copy->text = context_.arena.copy(join_path(directory_, text));
      copy->root_relative = !is_absolute(directory_);
    }
    return copy;
  }

  Context& context_;
  std::string_view directory_;
  std::string_view home_;
};

class Normalizer {
 public:
  Normalizer(Context& context, std::string_view project_name, const Environment& environment)
      : context_(context), project_name_(project_name), environment_(environment) {}

  const Value* run(const Value& root) {
    std::vector<Member> members(root.members.begin(), root.members.end());
    bool uses_default = false;
    for (Member& member : members)
      if ((member.key == "services" || member.key == "jobs") && is_mapping(member.value))
        member.value = containers(*member.value, uses_default);
    if (uses_default) {
      const auto networks =
          std::find_if(members.begin(), members.end(), [](const Member& member) { return member.key == "networks"; });
      if (networks == members.end()) {
        members.push_back({"networks", {}, make_mapping(context_, {{"default", {}, null()}}, nullptr)});
      } else if (is_mapping(networks->value) && networks->value->get("default") == nullptr) {
        networks->value = with_member(context_, *networks->value, "default", null());
      }
    }
    for (Member& member : members)
      if ((member.key == "networks" || member.key == "volumes" || member.key == "configs" || member.key == "secrets") &&
          is_mapping(member.value))
        member.value = named(*member.value);
    return make_mapping(context_, members, &root);
  }

 private:
  const Value* null() { return make_scalar(context_, Type::null, "", nullptr); }
  const Value* text(std::string_view content) { return make_text(context_, context_.arena.copy(content), nullptr); }

  const Value* containers(const Value& mapping, bool& uses_default) {
    return rebuilt(context_, mapping, Trail{}, [&](const Value* service, std::string_view, const Trail&) {
      return is_mapping(service) ? container(service, uses_default) : service;
    });
  }

  const Value* container(const Value* service, bool& uses_default) {
    if (service->get("provider") == nullptr && service->get("network_mode") == nullptr) {
      const Value* const networks = service->get("networks");
      if (networks == nullptr || networks->members.empty()) {
        service =
            with_member(context_, *service, "networks", make_mapping(context_, {{"default", {}, null()}}, nullptr));
        uses_default = true;
      } else if (networks->get("default") != nullptr) {
        uses_default = true;
      }
    }
    if (const Value* const policy = service->get("pull_policy"); policy != nullptr && policy->text == "if_not_present")
      service = with_member(context_, *service, "pull_policy", make_text(context_, "missing", policy));
    if (const Value* build = service->get("build"); is_mapping(build)) {
      if (is_null(build->get("context"))) build = with_member(context_, *build, "context", text("."));
      if (is_null(build->get("dockerfile")) && is_null(build->get("dockerfile_inline")))
        build = with_member(context_, *build, "dockerfile", text("Dockerfile"));
      if (const Value* const args = build->get("args"); args != nullptr)
        build = with_member(context_, *build, "args", looked_up(*args, false));
      service = with_member(context_, *service, "build", build);
    }
    if (const Value* const variables = service->get("environment"); variables != nullptr)
      service = with_member(context_, *service, "environment", looked_up(*variables, true));
    service = dependencies(service);
    if (const Value* const volumes = service->get("volumes"); is_sequence(volumes))
      service = with_member(context_, *service, "volumes", clean_targets(*volumes));
    return hooks(service);
  }

  /// Entries without a value get that of the environment.
  const Value* looked_up(const Value& variables, bool keep_empty) {
    return rebuilt(
        context_, variables, Trail{}, [&](const Value* value, std::string_view key, const Trail&) -> const Value* {
          if (variables.type == Type::mapping) {
            if (!is_null(value)) return value;
            if (const Variable* const found = environment_.find(key); found != nullptr)
              return make_text(context_, found->value, value);
            return keep_empty ? value : nullptr;
          }
          if (!is_text(value) || value->text.find('=') != std::string_view::npos) return value;
          if (const Variable* const found = environment_.find(value->text); found != nullptr)
            return make_text(context_, context_.arena.copy(std::string(value->text) + "=" + std::string(found->value)),
                             value);
          return keep_empty ? value : nullptr;
        });
  }

  const Value* dependencies(const Value* service) {
    const Value* const given = service->get("depends_on");
    std::vector<Member> members;
    if (is_mapping(given)) members.assign(given->members.begin(), given->members.end());
    const std::size_t before = members.size();
    const auto add = [&](std::string_view name, bool restart, const Value* because) {
      for (const Member& member : members)
        if (member.key == name) return;
      members.push_back({name,
                         {},
                         make_mapping(context_,
                                      {{"condition", {}, make_text(context_, "service_started", nullptr)},
                                       {"restart", {}, make_boolean(context_, restart)},
                                       {"required", {}, make_boolean(context_, true)}},
                                      because)});
    };
    if (const Value* const links = service->get("links"); is_sequence(links)) {
      for (const Value* link : links->items) {
        const std::size_t colon = link->text.find(':');
        const bool aliased =
            colon != std::string_view::npos && link->text.find(':', colon + 1) == std::string_view::npos;
        add(aliased ? link->text.substr(0, colon) : link->text, true, link);
      }
    }
    for (const std::string_view key : {"network_mode", "ipc", "pid", "uts", "cgroup"}) {
      const Value* const value = service->get(key);
      if (is_text(value) && value->text.starts_with("service:")) add(value->text.substr(8), true, value);
    }
    if (const Value* const from = service->get("volumes_from"); is_sequence(from))
      for (const Value* entry : from->items)
        if (!entry->text.starts_with("container:")) add(entry->text.substr(0, entry->text.find(':')), false, entry);
    if (members.size() == before) return service;
    return with_member(context_, *service, "depends_on", make_mapping(context_, members, given));
  }

  const Value* clean_targets(const Value& volumes) {
    return rebuilt(context_, volumes, Trail{}, [&](const Value* mount, std::string_view, const Trail&) {
      const Value* const target = is_mapping(mount) ? mount->get("target") : nullptr;
      if (!is_text(target)) return mount;
      const std::string clean = clean_path(target->text);
      if (clean == target->text) return mount;
      return with_member(context_, *mount, "target", make_text(context_, context_.arena.copy(clean), target));
    });
  }

  /// A `pre_start` hook inherits what its service's container has, apart from volumes.
  const Value* hooks(const Value* service) {
    const Value* const given = service->get("pre_start");
    if (!is_sequence(given) || given->items.empty()) return service;
    constexpr std::string_view own[] = {
        "profiles",       "deploy",      "develop",  "restart",        "scale",      "attach",
        "container_name", "provider",    "extends",  "external_links", "links",      "net",
        "pre_start",      "post_start",  "pre_stop", "build",          "depends_on", "dockerfile",
        "expose",         "healthcheck", "ports",    "stdin_open",     "tty",        "volumes"};
    std::vector<Member> base;
    for (const Member& member : service->members)
      if (std::find(std::begin(own), std::end(own), member.key) == std::end(own) && !member.key.starts_with("x-"))
        base.push_back(member);
    const Value* const inherited = make_mapping(context_, base, service);
    std::vector<const Value*> items;
    for (const Value* hook : given->items)
      items.push_back(is_mapping(hook) ? merge(context_, inherited, hook, Position::service()) : hook);
    return with_member(context_, *service, "pre_start", make_sequence(context_, items, given));
  }

  const Value* named(const Value& resources) {
    return rebuilt(context_, resources, Trail{}, [&](const Value* resource, std::string_view key, const Trail&) {
      const Value* const mapping = is_mapping(resource) ? resource : make_mapping(context_, {}, resource);
      if (!is_null(mapping->get("name"))) return mapping;
      const Value* const external = mapping->get("external");
      const bool is_external = external != nullptr && (external->text == "true" || external->text == "1");
      return with_member(context_, *mapping, "name",
                         text(is_external ? std::string(key) : std::string(project_name_) + "_" + std::string(key)));
    });
  }

  Context& context_;
  std::string_view project_name_;
  const Environment& environment_;
};

}  // namespace

const Value* to_canonical(Context& context, const Value* root, bool keep_unparsed) {
  if (root == nullptr) return root;
  return without_empty_dns(context, Canonicalizer(context, keep_unparsed).run(root, Position::top(), Trail{}));
}

const Value* add_defaults(Context& context, const Value* root) {
  return defaults_below(context, root, Position::top(), Trail{});
}

void check_values(Context& context, const Value* root) { check_below(context, root, Position::top(), Trail{}); }

const Value* resolve_paths(Context& context, const Value* root, std::string_view directory, std::string_view home) {
  return PathResolver(context, directory, home).run(root, Position::top(), Trail{});
}

const Value* resolve_environment(Context& context, const Value* root, const Environment& environment) {
  if (!is_mapping(root)) return root;
  return rebuilt(
      context, *root, Trail{}, [&](const Value* section, std::string_view key, const Trail&) -> const Value* {
        if ((key != "services" && key != "jobs") || !is_mapping(section)) return section;
        return rebuilt(
            context, *section, Trail{}, [&](const Value* service, std::string_view, const Trail&) -> const Value* {
              const Value* const variables = is_mapping(service) ? service->get("environment") : nullptr;
              if (!is_sequence(variables)) return service;
              const Value* const found = rebuilt(
                  context, *variables, Trail{}, [&](const Value* item, std::string_view, const Trail&) -> const Value* {
                    const Variable* const variable = is_text(item) ? environment.find(item->text) : nullptr;
                    if (variable == nullptr) return item;
                    return make_text(context,
                                     context.arena.copy(std::string(item->text) + "=" + std::string(variable->value)),
                                     item);
                  });
              return found == variables ? service : with_member(context, *service, "environment", found);
            });
      });
}

const Value* normalize(Context& context, const Value* root, std::string_view project_name,
                       const Environment& environment) {
  if (!is_mapping(root)) return root;
  return Normalizer(context, project_name, environment).run(*root);
}

const Value* promote_extensions(Context& context, const Value* root) {
  const Value* const services = is_mapping(root) ? root->get("services") : nullptr;
  if (!is_mapping(services)) return root;
  const auto promoted = [&](const Value* mapping, std::string_view from, std::string_view to, Position position) {
    const Value* const extension = is_mapping(mapping) ? mapping->get(from) : nullptr;
    if (extension == nullptr) return mapping;
    context.warn("compose-deprecated-option", place_of(extension),
                 "`" + std::string(from) + "` is now `" + std::string(to) + "`", chain_of(extension));
    const Value* const own = mapping->get(to);
    const Value* const content = is_null(own) ? extension : merge(context, extension, own, position.next(to));
    return with_member(context, *without_member(context, *mapping, from), to, content);
  };
  const Value* const result =
      rebuilt(context, *services, Trail{}, [&](const Value* service, std::string_view, const Trail&) {
        service = promoted(service, "x-develop", "develop", Position::service());
        const Value* const develop = is_mapping(service) ? service->get("develop") : nullptr;
        const Value* const watch = is_mapping(develop) ? develop->get("watch") : nullptr;
        if (!is_sequence(watch)) return service;
        const Position item = Position::service().next("develop").next("watch").next("[]");
        const Value* const rules =
            rebuilt(context, *watch, Trail{}, [&](const Value* rule, std::string_view, const Trail&) {
              return promoted(rule, "x-initialSync", "initial_sync", item);
            });
        if (rules == watch) return service;
        return with_member(context, *service, "develop", with_member(context, *develop, "watch", rules));
      });
  return result == services ? root : with_member(context, *root, "services", result);
}

}  // namespace seaworthy::compose
