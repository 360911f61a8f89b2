#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "diag/finding.h"
#include "rules/rule.h"

namespace seaworthy::rules {

/// A rule under its name.
struct RegisteredRule {
  std::string_view name;    ///< "dockerfile/base-image-latest-tag"
  std::string_view source;  ///< "src/rules/dockerfile/base_image_latest_tag.cc"
  const Rule* rule = nullptr;

  /// "dockerfile"
  std::string_view group() const { return name.substr(0, name.find('/')); }
  /// "base-image-latest-tag"; unique among all rules, so it may stand for the name.
  std::string_view slug() const { return name.substr(name.find('/') + 1); }
};

/// All rules, sorted by name; RuleId is the index.
std::span<const RegisteredRule> registry();
const RegisteredRule& registered(RuleId id);
/// Names this set of rules: changes with any rule's name, code or severity.
std::string_view ruleset_version();

/// Rules that a user may mean by `wanted`: a name, a slug, a code ("SW1008"), a group ("compose" or "compose/*"), or a
/// peer's id ("DL3008", "hadolint:DL3008"), of which several rules may stand for one. Letter case does not matter.
/// Sorted; empty when nothing matches.
std::vector<RuleId> find_rules(std::string_view wanted);
/// The rule of exactly this name or slug; nothing else is looked at. Null when there is none.
const RegisteredRule* find_rule(std::string_view name_or_slug);
/// Name of the rule that is nearest in spelling, for "did you mean"; "" when nothing is near.
std::string_view nearest_rule(std::string_view wanted);

/// Calls `take(name)` for each word of a list of names, such as peers as declarations write them: "hadolint:DL3008
/// trivy:DS-0002".
template <class Take>
void for_each_name(std::string_view names, Take take) {
  while (!names.empty()) {
    const std::size_t end = names.find(' ');
    if (const std::string_view name = names.substr(0, end); !name.empty()) take(name);
    names = end == std::string_view::npos ? std::string_view() : names.substr(end + 1);
  }
}

/// One item of Rule::controls: "CIS Docker 1.6:4.1" -> {"CIS Docker 1.6", "4.1"}.
struct ControlId {
  std::string_view standard;
  std::string_view id;
};
std::vector<ControlId> controls_of(const Rule& rule);

/// What tools/generate_registry.py writes, rules sorted by name; use registry().
struct GeneratedFamily {
  std::string_view group;
  std::string_view source;
  const FamilyRule* rules = nullptr;
  const std::size_t* size = nullptr;
};
std::span<const RegisteredRule> generated_rules();
std::span<const GeneratedFamily> generated_families();

}  // namespace seaworthy::rules
