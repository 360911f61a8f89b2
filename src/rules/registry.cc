#include "rules/registry.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <string>

#include "base/ascii.h"
#include "base/assert.h"
#include "base/edit_distance.h"

namespace seaworthy::rules {
namespace {

struct Table {
  std::vector<RegisteredRule> entries;
  std::deque<std::string> family_names;  // Owns the names that the generator cannot know; a deque never moves them.
};

const Table& table() {
  static const Table built = [] {
    Table made;
    std::vector<RegisteredRule> members;
    for (const GeneratedFamily& family : generated_families()) {
      for (const FamilyRule& member : std::span(family.rules, *family.size)) {
        made.family_names.push_back(std::string(family.group) + "/" + std::string(member.name));
        members.push_back({made.family_names.back(), family.source, &member.rule});
      }
    }
    std::ranges::sort(members, {}, &RegisteredRule::name);
    const std::span<const RegisteredRule> sorted = generated_rules();
    made.entries.resize(sorted.size() + members.size());
    std::ranges::merge(sorted, members, made.entries.begin(), {}, &RegisteredRule::name, &RegisteredRule::name);
    return made;
  }();
  return built;
}

// "hadolint:DL3008" is meant by itself and by "DL3008".
bool means_peer(std::string_view wanted, std::string_view peer) {
  return ascii::equal_ignoring_case(wanted, peer) ||
         ascii::equal_ignoring_case(wanted, peer.substr(peer.find(':') + 1));
}

}  // namespace

std::span<const RegisteredRule> registry() { return table().entries; }

const RegisteredRule& registered(RuleId id) {
  const std::span<const RegisteredRule> all = registry();
  const auto index = static_cast<std::size_t>(id);
  SW_ASSERT(index < all.size());
  return all[index];
}

std::string_view ruleset_version() {
  static const std::string version = [] {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto take = [&](std::string_view text) {
      for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
      hash = (hash ^ 0xff) * 0x100000001b3;
    };
    for (const RegisteredRule& entry : registry()) {
      take(entry.name);
      take(entry.rule->code);
      take(name(entry.rule->severity));
    }
    char text[64];
    std::snprintf(text, sizeof text, "%zu-%08x", registry().size(), static_cast<unsigned>(hash >> 32));
    return std::string(text);
  }();
  return version;
}

std::vector<ControlId> controls_of(const Rule& rule) {
  std::vector<ControlId> controls;
  std::string_view rest = rule.controls;
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    std::string_view item = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::size_t colon = item.rfind(':');
    if (colon != std::string_view::npos) controls.push_back({item.substr(0, colon), item.substr(colon + 1)});
  }
  return controls;
}

std::vector<RuleId> find_rules(std::string_view wanted) {
  std::vector<RuleId> found;
  if (wanted.empty()) return found;
  const std::string_view group = wanted.ends_with("/*") ? wanted.substr(0, wanted.size() - 2) : wanted;
  const std::span<const RegisteredRule> all = registry();
  for (std::size_t index = 0; index < all.size(); ++index) {
    const RegisteredRule& candidate = all[index];
    bool matches = ascii::equal_ignoring_case(wanted, candidate.name) ||
                   ascii::equal_ignoring_case(wanted, candidate.slug()) ||
                   ascii::equal_ignoring_case(wanted, candidate.rule->code) ||
                   ascii::equal_ignoring_case(group, candidate.group());
    for_each_name(candidate.rule->peers, [&](std::string_view peer) { matches = matches || means_peer(wanted, peer); });
    if (matches) found.push_back(static_cast<RuleId>(index));
  }
  return found;
}

const RegisteredRule* find_rule(std::string_view name_or_slug) {
  for (const RegisteredRule& candidate : registry())
    if (candidate.name == name_or_slug || candidate.slug() == name_or_slug) return &candidate;
  return nullptr;
}

std::string_view nearest_rule(std::string_view wanted) {
  constexpr std::size_t longest_considered = 80;
  if (wanted.empty() || wanted.size() > longest_considered) return {};
  std::string_view nearest;
  // More than a third of the letters wrong is another word.
  const auto limit = static_cast<unsigned>(wanted.size() / 3);
  unsigned nearest_distance = limit + 1;
  for (const RegisteredRule& candidate : registry()) {
    const std::string_view spelling = wanted.find('/') != std::string_view::npos     ? candidate.name
                                      : wanted.size() == candidate.rule->code.size() ? candidate.rule->code
                                                                                     : candidate.slug();
    const unsigned distance = std::min(edit_distance(wanted, spelling, limit, Letters::ignoring_case),
                                       edit_distance(wanted, candidate.slug(), limit, Letters::ignoring_case));
    if (distance < nearest_distance) {
      nearest_distance = distance;
      nearest = candidate.name;
    }
  }
  return nearest;
}

}  // namespace seaworthy::rules
