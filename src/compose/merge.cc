#include "compose/merge.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "compose/syntax.h"

namespace seaworthy::compose {
namespace {

class Merger {
 public:
  explicit Merger(Context& context) : context_(context) {}

  const Value* run(const Value* earlier, const Value* later, Position position, const Trail& trail) {
    switch (position.attribute().merge) {
      case Merge::ordinary:
        return ordinary(earlier, later, position, trail);
      case Merge::replace:
        return winner(*later, *earlier);
      case Merge::key_values:
        return key_values(*earlier, *later, trail);
      case Merge::sequence:
        return append(as_sequence(*earlier), as_sequence(*later), *later, *earlier);
      case Merge::depends_on:
        return as_mappings(*earlier, *later, position, trail, true);
      case Merge::names:
        return as_mappings(*earlier, *later, position, trail, false);
      case Merge::build:
        return mappings(*build(*earlier), *build(*later), position, trail);
      case Merge::logging:
        return logging(*earlier, *later, position, trail);
      case Merge::ulimit:
        if (is_mapping(earlier) && is_mapping(later)) return mappings(*earlier, *later, position, trail);
        return winner(*later, *earlier);
      case Merge::ipam_config:
        return ipam_config(*earlier, *later, position, trail);
    }
    return later;
  }

  const Value* mappings(const Value& earlier, const Value& later, Position position, const Trail& trail) {
    if (earlier.members.empty()) return &later;
    std::vector<Member> members(earlier.members.begin(), earlier.members.end());
    NamePlaces places;
    for (std::size_t i = 0; i < members.size(); ++i) places.find_or_add(members[i].key, i);
    for (const Member& member : later.members) {
      const auto place_of_key = places.find_or_add(member.key, members.size());
      if (!place_of_key) {
        members.push_back(member);
        continue;
      }
      Member& known = members[*place_of_key];
      const Trail here{&trail, member.key};
      const Position place = position.next(member.key);
      const Value* const before = known.value;
      known.value = run(before, member.value, place, here);
      // What is laid over a service adds to it: the service stays where it is defined first, and so does what it lacks.
      if (place == Position::service() && is_mapping(before) && is_mapping(member.value))
        known.value = make_mapping(context_, {known.value->members.begin(), known.value->members.end()}, before);
      else
        known.key_span = member.key_span;
    }
    return make_mapping(context_, members, &later);
  }

 private:
  const Value* winner(const Value& later, const Value& earlier) {
    if (&later == &earlier) return &later;
    Value* const copy = context_.arena.make<Value>(later);
    copy->origin = overriding(context_, later, earlier);
    return copy;
  }

  const Value* ordinary(const Value* earlier, const Value* later, Position position, const Trail& trail) {
    if (is_null(later)) return earlier;
    if (is_mapping(earlier)) {
      if (is_mapping(later)) return mappings(*earlier, *later, position, trail);
    } else if (is_sequence(earlier)) {
      if (is_sequence(later))
        return append({earlier->items.begin(), earlier->items.end()}, {later->items.begin(), later->items.end()},
                      *later, *earlier);
    } else {
      return winner(*later, *earlier);
    }
    clash(*earlier, *later, trail);
    return earlier;
  }

  void clash(const Value& earlier, const Value& later, const Trail& trail) {
    Problem& problem =
        context_.report("compose-override-incompatible", place_of(&later),
                        "`" + trail.text() + "` is " + std::string(describe(earlier.type)) +
                            " in the earlier file and cannot become " + std::string(describe(later.type)),
                        chain_of(&later));
    problem.related = place_of(&earlier);
    problem.related_message = "the earlier value";
  }

  const Value* append(std::vector<const Value*> items, const std::vector<const Value*>& more, const Value& later,
                      const Value& earlier) {
    EqualValues known;
    for (const Value* item : items) known.add(item);
    for (const Value* item : more) {
      if (known.twin_of(item) != nullptr) continue;
      known.add(item);
      items.push_back(item);
    }
    return make_sequence(context_, items, later.origin != nullptr ? &later : &earlier);
  }

  /// A value as Go prints it inside text: what Compose makes of a mapping where it expects text.
  static std::string shown(const Value& value) {
    if (value.type == Type::null) return "<nil>";
    if (value.type == Type::sequence) {
      std::string text;
      for (const Value* item : value.items) text += (text.empty() ? "" : " ") + shown(*item);
      return "[" + text + "]";
    }
    if (value.type == Type::mapping) {
      std::map<std::string_view, const Value*> sorted;
      for (const Member& member : value.members) sorted.emplace(member.key, member.value);
      std::string text;
      for (const auto& [key, member] : sorted)
        text += (text.empty() ? "" : " ") + std::string(key) + ":" + shown(*member);
      return "map[" + text + "]";
    }
    return std::string(value.text);
  }

  /// A mapping as KEY=VALUE texts, sorted; a text as a list of one.
  std::vector<const Value*> as_sequence(const Value& value) {
    if (value.type == Type::sequence) return {value.items.begin(), value.items.end()};
    if (value.type == Type::string) return {&value};
    std::vector<const Value*> items;
    if (value.type != Type::mapping) return items;
    for (const Member& member : value.members) {
      const std::string key(member.key);
      const auto add = [&](const Value& from) {
        items.push_back(make_text(context_, context_.arena.copy(key + "=" + shown(from)), &from));
      };
      if (is_null(member.value)) {
        items.push_back(make_text(context_, member.key, member.value));
      } else if (is_sequence(member.value)) {
        for (const Value* item : member.value->items) add(*item);
      } else {
        add(*member.value);
      }
    }
    std::sort(items.begin(), items.end(),
              [](const Value* left, const Value* right) { return left->text < right->text; });
    return items;
  }

  const Value* key_values(const Value& earlier, const Value& later, const Trail&) {
    std::vector<const Value*> items;
    NamePlaces places;
    const auto add = [&](const Value& from) {
      for (const Value* item : as_sequence(from)) {
        const auto known = item->type == Type::string
                               ? places.find_or_add(item->text.substr(0, item->text.find('=')), items.size())
                               : std::nullopt;
        if (known) {
          items[*known] = winner(*item, *items[*known]);
        } else {
          items.push_back(item);
        }
      }
    };
    add(earlier);
    add(later);
    return make_sequence(context_, items, later.origin != nullptr && !is_null(&later) ? &later : &earlier);
  }

  const Value* as_mapping(const Value& value, bool depends_on, const Trail& trail) {
    if (value.type == Type::mapping) return &value;
    std::vector<Member> members;
    const auto add = [&](const Value& name) {
      const Value* content = make_scalar(context_, Type::null, "", &name);
      if (depends_on) content = started_dependency(context_, name);
      const auto known =
          std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == name.text; });
      if (known == members.end()) members.push_back({name.text, name.span(), content});
    };
    if (value.type == Type::string) add(value);
    for (const Value* item : value.items) {
      if (is_text(item)) {
        add(*item);
      } else {
        context_.report("compose-schema-invalid", item->span(),
                        "`" + trail.text() + "` must list names, not " + std::string(describe(item->type)),
                        chain_of(item));
      }
    }
    return make_mapping(context_, members, &value);
  }

  const Value* as_mappings(const Value& earlier, const Value& later, Position position, const Trail& trail,
                           bool depends_on) {
    return mappings(*as_mapping(earlier, depends_on, trail), *as_mapping(later, depends_on, trail), position, trail);
  }

  const Value* build(const Value& value) {
    if (value.type != Type::string) return &value;
    return make_mapping(context_, {{"context", value.span(), &value}}, &value);
  }

  const Value* logging(const Value& earlier, const Value& later, Position position, const Trail& trail) {
    if (is_null(&later)) return &earlier;
    if (is_null(&earlier)) return &later;
    if (!is_mapping(&earlier) || !is_mapping(&later)) {
      clash(earlier, later, trail);
      return &earlier;
    }
    const Value* const old_driver = earlier.get("driver");
    const Value* const new_driver = later.get("driver");
    if (old_driver == nullptr || new_driver == nullptr || equal(old_driver, new_driver))
      return mappings(earlier, later, position, trail);
    return winner(later, earlier);
  }

  const Value* ipam_config(const Value& earlier, const Value& later, Position position, const Trail& trail) {
    if (!is_sequence(&earlier) || !is_sequence(&later)) {
      clash(earlier, later, trail);
      return &earlier;
    }
    for (const Value* list : {&earlier, &later})
      for (const Value* item : list->items)
        if (!is_mapping(item))
          context_.report("compose-schema-invalid", item->span(), "`" + trail.text() + "` must list mappings",
                          chain_of(item));
    // The reference merges into the earlier entry itself, so that a place of the result that holds it changes with
    // every further merge; `originals` are these entries, and the result has places in it.
    std::vector<const Value*> originals(earlier.items.begin(), earlier.items.end());
    std::vector<const Value* const*> result;
    const auto same_subnet = [](const Value* left, const Value* right) {
      return equal(left->get("subnet"), right->get("subnet"));
    };
    const auto find = [&](const Value* entry) {
      return std::find_if(result.begin(), result.end(), [&](const Value* const* v) { return same_subnet(*v, entry); });
    };
    for (const Value*& original : originals) {
      if (!is_mapping(original)) continue;
      for (const Value* const& other : later.items) {
        if (!is_mapping(other)) continue;
        if (!same_subnet(other, original) && find(other) == result.end()) {
          result.push_back(&other);
          continue;
        }
        original = mappings(*original, *other, position, trail);
        if (const auto known = find(original); known != result.end()) {
          *known = &original;
        } else {
          result.push_back(&original);
        }
      }
    }
    std::vector<const Value*> items;
    items.reserve(result.size());
    for (const Value* const* each : result) items.push_back(*each);
    return make_sequence(context_, items, &later);
  }

  Context& context_;
};

/// Whether a mount in the long form has a key that none has: `src` for `source`.
bool has_unknown_key(const Value& mount) {
  constexpr std::array known{std::string_view("type"),        std::string_view("source"),
                             std::string_view("target"),      std::string_view("read_only"),
                             std::string_view("consistency"), std::string_view("bind"),
                             std::string_view("volume"),      std::string_view("tmpfs"),
                             std::string_view("image"),       std::string_view("permissions")};
  return std::ranges::any_of(mount.members, [&](const Member& member) {
    return !member.key.starts_with("x-") && std::ranges::find(known, member.key) == known.end();
  });
}

/// What makes two items of a list the same; nothing when the item has no such thing.
std::optional<std::string_view> identity_of(Context& context, const Value& item, Identity identity,
                                            const Trail& trail) {
  const auto text_of = [&](const Value& value, std::string_view key) -> std::optional<std::string_view> {
    const Value* const found = value.get(key);
    if (is_null(found) || !is_scalar(found)) return std::nullopt;
    return found->text;
  };
  const auto missing = [&](std::string_view key) {
    // The schema tells of a key that no mount has, or has told of it, and that key may well be the missing one.
    if (has_unknown_key(item) || refused_item_of_list(context, trail)) return std::nullopt;
    context.report("compose-volume-invalid", place_of(&item),
                   "`" + trail.text() + "` has no `" + std::string(key) + "`", chain_of(&item));
    return std::nullopt;
  };
  const bool scalar = is_scalar(&item);
  switch (identity) {
    case Identity::none:
      return std::nullopt;
    case Identity::key:
      if (!is_text(&item)) return std::nullopt;
      return item.text.substr(0, item.text.find('='));
    case Identity::mount_target: {
      if (is_mapping(&item)) {
        const auto target = text_of(item, "target");
        if (!target) return missing("target");
        return target;
      }
      if (!is_text(&item)) return std::nullopt;
      std::string_view error;
      const auto mount = parse_mount(item.text, &error);
      if (mount) return context.arena.copy(mount->target);
      context.report("compose-volume-invalid", item.span(),
                     "`" + trail.text() + "` " + std::string(error) + "; write source:target or source:target:ro",
                     chain_of(&item));
      return std::nullopt;
    }
    case Identity::device_target: {
      if (is_mapping(&item)) {
        const auto target = text_of(item, "target");
        if (!target) return missing("target");
        return target;
      }
      if (!is_text(&item)) return std::nullopt;
      const std::size_t colon = item.text.find(':');
      if (colon == std::string_view::npos) return item.text;
      const std::string_view rest = item.text.substr(colon + 1);
      return rest.substr(0, rest.find(':'));
    }
    case Identity::port: {
      if (scalar) return item.text;
      if (!is_mapping(&item)) return std::nullopt;
      const auto target = text_of(item, "target");
      if (!target) {
        context.report("compose-port-invalid", place_of(&item), "`" + trail.text() + "` has no `target`",
                       chain_of(&item));
        return std::nullopt;
      }
      std::string binding(text_of(item, "host_ip").value_or("0.0.0.0"));
      (binding += ':') += text_of(item, "published").value_or("");
      // For the reference `published: 80` and `published: "80"` are two ports, and so are targets.
      for (const std::string_view key : {"published", "target"})
        if (const Value* const port = item.get(key); port != nullptr && port->type == Type::integer) binding += '#';
      (binding += ':') += *target;
      (binding += '/') += text_of(item, "protocol").value_or("tcp");
      return context.arena.copy(binding);
    }
    case Identity::expose:
      if (item.type == Type::real)
        context.report("compose-port-invalid", item.span(),
                       "`" + trail.text() + "` must be a whole number, not `" + std::string(item.text) + "`",
                       chain_of(&item));
      return scalar ? std::optional(item.text) : std::nullopt;
    case Identity::env_file:
      if (scalar) return item.text;
      return text_of(item, "path");
    case Identity::config:
    case Identity::secret: {
      if (!scalar && !is_mapping(&item)) return std::nullopt;
      if (const auto target = scalar ? std::nullopt : text_of(item, "target")) return target;
      std::string path = identity == Identity::secret ? "/run/secrets/" : "/";
      path += scalar ? item.text : text_of(item, "source").value_or("");
      return context.arena.copy(path);
    }
  }
  return std::nullopt;
}

}  // namespace

const Value* merge(Context& context, const Value* earlier, const Value* later, Position position, const Trail& trail) {
  if (earlier == nullptr) return later;
  if (later == nullptr) return earlier;
  return Merger(context).run(earlier, later, position, trail);
}

const Value* keep_unique(Context& context, const Value* value, Position position, const Trail& trail) {
  if (!position.known() || value == nullptr) return value;
  if (is_mapping(value)) {
    Edited<Member> members(value->members);
    for (const Member& member : value->members) {
      const Trail here{&trail, member.key};
      const Value* const kept = keep_unique(context, member.value, position.next(member.key), here);
      if (kept == member.value) {
        members.keep();
      } else {
        members.replace({member.key, member.key_span, kept});
      }
    }
    return members.changed() ? make_mapping(context, members.items(), value) : value;
  }
  const Identity identity = position.attribute().identity;
  if (!is_sequence(value) || identity == Identity::none) return value;
  std::vector<const Value*> items;
  items.reserve(value->items.size());
  NamePlaces places;
  int index = 0;
  for (const Value* item : value->items) {
    const Trail here{&trail, {}, index++};
    const auto key = identity_of(context, *item, identity, here);
    const auto known = key ? places.find_or_add(*key, items.size()) : std::nullopt;
    if (!known) {
      items.push_back(item);
      continue;
    }
    Value* const copy = context.arena.make<Value>(*item);
    copy->origin = overriding(context, *item, *items[*known]);
    items[*known] = copy;
  }
  return items.size() == value->items.size() ? value : make_sequence(context, items, value);
}

}  // namespace seaworthy::compose
