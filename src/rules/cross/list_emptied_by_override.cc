#include <array>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::list_emptied_by_override {

/// What Compose adds up over files, so that nothing is taken away by an empty value.
constexpr WordList added_up =
    "ports volumes expose tmpfs env_file environment labels networks depends_on secrets configs dns dns_search devices "
    "cap_add cap_drop security_opt extra_hosts";

/// What opens a door or changes what runs when it is kept. Of the rest it is the purpose alone that is missed: a list
/// that only awaits further members may well be empty.
constexpr WordList telling = "ports volumes env_file environment networks devices cap_add";

/// Whether a file shows what may be written there: an empty list of it is where whoever copies it adds.
static bool is_pattern(const project::File& file) {
  return file.role == project::Role::template_file || file.path.ends_with(".example") ||
         file.path.ends_with(".sample") || file.path.ends_with(".dist") || file.path.ends_with(".template");
}

static const yaml::Node* part_of(const project::File& file, std::string_view service, std::string_view key) {
  const yaml::Node* const root = file.yaml != nullptr ? file.yaml->root() : nullptr;
  const yaml::Node* const services = root != nullptr && root->is_mapping() ? root->get("services") : nullptr;
  if (services == nullptr || !services->resolved().is_mapping()) return nullptr;
  const yaml::Node* const definition = services->resolved().get(service);
  if (definition == nullptr || !definition->resolved().is_mapping()) return nullptr;
  return key.empty() ? &definition->resolved() : definition->resolved().get(key);
}

static bool is_empty(const yaml::Node& node) {
  return (node.is_sequence() && node.items.empty()) || (node.is_mapping() && node.entries.empty());
}

static void check(const project::Service& service, Report& report) {
  const auto& files = service.stack->files;
  if (files.size() < 2) return report.skip();
  for (std::size_t later = 1; later < files.size(); ++later) {
    const yaml::Node* const definition = part_of(*files[later], service.name, "");
    if (definition == nullptr) continue;
    for (const yaml::Entry& entry : definition->entries) {
      if (entry.key == nullptr || entry.value == nullptr || !is_one_of(added_up, entry.key->text)) continue;
      // `!reset []` and `!override []` do what is meant.
      if (!entry.value->tag.empty() || !is_empty(entry.value->resolved())) continue;
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        const yaml::Node* const given = part_of(*files[earlier], service.name, entry.key->text);
        if (given == nullptr || is_empty(given->resolved()) || given->resolved().kind == yaml::Kind::null) continue;
        Builder finding =
            report.at(entry.value->span, "An empty `{}` takes nothing away: `{}` keeps those of {}; tag it for a reset",
                      entry.key->text, service.name, files[earlier]->path);
        finding.note(given->resolved().span, "They are given here").advise("Write `!reset []`");
        if (is_pattern(*files[later]) || !is_one_of(telling, entry.key->text)) finding.severity(Severity::low);
        return;
      }
    }
  }
}

extern const Rule rule = {
    .code = "SW4994",
    .summary = "Empty list in an override that removes nothing",
    .why =
        "Compose adds the lists of several files up. `ports: []` in the file for production leaves every port of the "
        "other one published.",
    .remedy = "Write `ports: !reset []` (Compose 2.24), or move what only development needs into a file of its own.",
    .references = "https://docs.docker.com/reference/compose-file/merge/#reset-value",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::list_emptied_by_override
