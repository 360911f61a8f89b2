#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::environment_of_anchor_lost {

/// The names that a mapping or list of variables gives, those that it merges included.
static void add_names(const yaml::Node* node, std::vector<std::string_view>& names, int depth = 0) {
  constexpr int deepest = 4;
  if (node == nullptr || depth > deepest) return;
  const yaml::Node& variables = node->resolved();
  for (const yaml::Node* const item : variables.items)
    if (variables.is_sequence()) names.push_back(before(scalar(item), '='));
  if (!variables.is_mapping()) return;
  for (const yaml::Entry& entry : variables.entries) {
    if (entry.key->text != "<<") {
      names.push_back(entry.key->text);
      continue;
    }
    const yaml::Node& merged = entry.value->resolved();
    if (merged.is_sequence())
      for (const yaml::Node* const item : merged.items) add_names(item, names, depth + 1);
    else
      add_names(&merged, names, depth + 1);
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::compose || file.yaml == nullptr || file.yaml->root() == nullptr)
    return report.skip();
  const yaml::Node* const services = child(file.yaml->root(), "services");
  if (services == nullptr || !services->resolved().is_mapping()) return report.skip();
  bool any = false;
  for (const yaml::Entry& service : services->resolved().entries) {
    const yaml::Node& body = service.value->resolved();
    if (!body.is_mapping()) continue;
    const yaml::Node* const own = child(&body, "environment");
    const auto merge =
        std::ranges::find_if(body.entries, [](const yaml::Entry& entry) { return entry.key->text == "<<"; });
    if (own == nullptr || merge == body.entries.end() || !merge->value->resolved().is_mapping()) continue;
    const yaml::Node* const theirs = child(&merge->value->resolved(), "environment");
    if (theirs == nullptr) continue;
    any = true;
    std::vector<std::string_view> kept, lost;
    add_names(own, kept);
    add_names(theirs, lost);
    // Who repeats one of them knows what becomes of the others.
    if (lost.empty() || kept.empty() ||
        std::ranges::any_of(lost, [&](std::string_view name) { return std::ranges::find(kept, name) != kept.end(); }))
      continue;
    const auto key =
        std::ranges::find_if(body.entries, [](const yaml::Entry& entry) { return entry.key->text == "environment"; });
    report
        .at(key->key->span, "This replaces the anchor's `environment` as a whole, so `{}` does without `{}`{}",
            service.key->text, lost.front(), OurWords{lost.size() > 1 ? " and the rest" : ""})
        .note(theirs->resolved().span.valid() ? theirs->resolved().span : merge->value->span,
              "The variables that are lost stand here")
        .advise("Merge them inside of it: an anchor on the variables, and `<<: *variables` in `environment`");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW2490",
    .summary = "Variables of an anchor that a merge loses",
    .why =
        "`<<` takes over the keys that a service does not have itself. It does not look inside of them: a service with "
        "an `environment` of its own gets nothing of the anchor's, and starts without the variables that its siblings "
        "have.",
    .remedy = "Put the variables into a mapping with an anchor of its own, and merge that inside `environment`.",
    .references = "https://docs.docker.com/reference/compose-file/fragments/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::environment_of_anchor_lost
