#include "compose/context.h"

#include <algorithm>
#include <functional>

#include "base/edit_distance.h"

namespace seaworthy::compose {

std::string Trail::text() const {
  std::string result = up != nullptr ? up->text() : "";
  if (index >= 0) return result + "[" + std::to_string(index) + "]";
  if (name.empty()) return result;
  if (!result.empty()) result += '.';
  return result += name;
}

bool refused_item_of_list(const Context& context, const Trail& trail) {
  const std::string path = trail.text();
  const std::string list = "`" + path.substr(0, path.rfind('[') + 1);
  return std::ranges::any_of(context.problems, [&](const Problem& problem) {
    return problem.kind == "compose-schema-invalid" && problem.message.starts_with(list);
  });
}

std::optional<std::size_t> NamePlaces::find_or_add(std::string_view name, std::size_t place) {
  const std::size_t searched = std::min(size_, few);
  for (std::size_t index = 0; index < searched; ++index)
    if (first_[index].name == name) return first_[index].place;
  if (size_ >= few) {
    const auto [found, added] = hashed_.emplace(name, place);
    if (!added) return found->second;
  } else {
    first_[size_] = {name, place};
  }
  ++size_;
  return std::nullopt;
}

void EqualValues::add(const Value* value) {
  if (values_.size() == few) {
    hashed_.emplace(hash_of(value), value);
  } else {
    values_.push_back(value);
  }
}

const Value* EqualValues::twin_of(const Value* value) const {
  for (const Value* each : values_)
    if (equal(each, value)) return each;
  if (hashed_.empty()) return nullptr;
  const auto [first, last] = hashed_.equal_range(hash_of(value));
  const auto found = std::find_if(first, last, [&](const auto& each) { return equal(each.second, value); });
  return found != last ? found->second : nullptr;
}

const Value* make_scalar(Context& context, Type type, std::string_view text, const Value* like) {
  Value* const value = context.arena.make<Value>();
  if (like != nullptr) *value = *like;
  value->type = type;
  value->text = text;
  value->items = {};
  value->members = {};
  value->root_relative = false;
  value->written = {};
  return value;
}

const Value* make_text(Context& context, std::string_view text, const Value* like) {
  return make_scalar(context, Type::string, text, like);
}

const Value* make_boolean(Context& context, bool value, const Value* like) {
  return make_scalar(context, Type::boolean, value ? "true" : "false", like);
}

const Value* make_mapping(Context& context, const std::vector<Member>& members, const Value* like) {
  Value* const value = context.arena.make<Value>();
  if (like != nullptr) {
    value->origin = like->origin;
    value->node = like->node;
  }
  value->type = Type::mapping;
  value->members = context.arena.copy(members);
  return value;
}

const Value* make_sequence(Context& context, const std::vector<const Value*>& items, const Value* like) {
  Value* const value = context.arena.make<Value>();
  if (like != nullptr) {
    value->origin = like->origin;
    value->node = like->node;
  }
  value->type = Type::sequence;
  value->items = context.arena.copy(items);
  return value;
}

const Value* with_member(Context& context, const Value& mapping, std::string_view key, const Value* value) {
  std::vector<Member> members(mapping.members.begin(), mapping.members.end());
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
  if (found != members.end()) {
    found->value = value;
  } else {
    members.push_back({key, {}, value});
  }
  return make_mapping(context, members, &mapping);
}

const Value* without_member(Context& context, const Value& mapping, std::string_view key) {
  std::vector<Member> members;
  for (const Member& member : mapping.members)
    if (member.key != key) members.push_back(member);
  return make_mapping(context, members, &mapping);
}

const Value* with_chain(Context& context, const Value* value, Span line) {
  if (value == nullptr || context.values_left == 0) return value;
  --context.values_left;
  Value* const copy = context.arena.make<Value>(*value);
  if (value->origin != nullptr) {
    Origin* const origin = context.arena.make<Origin>(*value->origin);
    std::vector<Span> chain = {line};
    chain.insert(chain.end(), origin->extended_from.begin(), origin->extended_from.end());
    origin->extended_from = context.arena.copy(chain);
    copy->origin = origin;
  }
  if (!value->items.empty()) {
    std::vector<const Value*> items;
    for (const Value* item : value->items) items.push_back(with_chain(context, item, line));
    copy->items = context.arena.copy(items);
  }
  if (!value->members.empty()) {
    std::vector<Member> members;
    for (const Member& member : value->members)
      members.push_back({member.key, member.key_span, with_chain(context, member.value, line)});
    copy->members = context.arena.copy(members);
  }
  return copy;
}

bool equal(const Value* left, const Value* right) {
  if (left == right) return true;
  if (left == nullptr || right == nullptr || left->type != right->type || left->text != right->text ||
      left->root_relative != right->root_relative || left->items.size() != right->items.size() ||
      left->members.size() != right->members.size())
    return false;
  for (std::size_t i = 0; i < left->items.size(); ++i)
    if (!equal(left->items[i], right->items[i])) return false;
  if (left->members.empty()) return true;
  const auto sorted = [](std::span<const Member> members) {
    std::vector<const Member*> result;
    for (const Member& member : members) result.push_back(&member);
    std::sort(result.begin(), result.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
    return result;
  };
  const std::vector<const Member*> ours = sorted(left->members);
  const std::vector<const Member*> theirs = sorted(right->members);
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (ours[i]->key != theirs[i]->key || !equal(ours[i]->value, theirs[i]->value)) return false;
  return true;
}

std::uint64_t hash_of(const Value* value) {
  if (value == nullptr) return 1;
  std::uint64_t hash = std::hash<std::string_view>{}(value->text) + static_cast<std::uint64_t>(value->type);
  const auto mix = [&](std::uint64_t other) { hash = (hash ^ (other + (hash << 6))) * 0x9e3779b97f4a7c15ULL; };
  for (const Value* item : value->items) mix(hash_of(item));
  // The order of members says nothing.
  std::uint64_t members = 0;
  for (const Member& member : value->members)
    members += (std::hash<std::string_view>{}(member.key) ^ hash_of(member.value)) * 0x9e3779b97f4a7c15ULL;
  mix(members);
  return hash;
}

const Origin* overriding(Context& context, const Value& winner, const Value& loser) {
  if (winner.origin == nullptr || loser.origin == nullptr || winner.origin == loser.origin) return winner.origin;
  Origin* const origin = context.arena.make<Origin>(*winner.origin);
  std::vector<Span> overridden(origin->overridden.begin(), origin->overridden.end());
  overridden.push_back(loser.origin->span);
  overridden.insert(overridden.end(), loser.origin->overridden.begin(), loser.origin->overridden.end());
  origin->overridden = context.arena.copy(overridden);
  return origin;
}

std::string_view describe(Type type) {
  switch (type) {
    case Type::null:
      return "nothing";
    case Type::boolean:
      return "true or false";
    case Type::integer:
      return "a whole number";
    case Type::real:
      return "a number";
    case Type::string:
      return "text";
    case Type::sequence:
      return "a list";
    case Type::mapping:
      return "a mapping";
  }
  return "";
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> choices) {
  std::string_view best;
  const unsigned limit = word.size() < 5 ? 1 : 2;
  unsigned best_distance = limit + 1;
  for (const std::string_view choice : choices) {
    const unsigned distance = edit_distance(word, choice, limit);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = choice;
  }
  return best;
}

Span place_of(const Value* value) {
  if (value == nullptr || value->origin == nullptr) return {};
  return value->origin->key_span.valid() ? value->origin->key_span : value->origin->span;
}

}  // namespace seaworthy::compose
