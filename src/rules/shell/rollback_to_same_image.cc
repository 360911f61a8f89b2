#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::rollback_to_same_image {

static bool speaks_of_rollback(std::string_view text) {
  std::string small(text.substr(0, 300));
  for (char& letter : small) letter = lower(letter);
  for (const std::string_view word : {"rollback", "roll back", "rolling back", "roll_back", "roll-back"})
    if (contains(small, word)) return true;
  return false;
}

/// `docker compose up`, or `start` and `restart`, which take what is there.
static bool starts_stack(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  if (command.program != "docker-compose" &&
      (command.program != "docker" || command.arguments.empty() || command.arguments.front().text != "compose"))
    return false;
  return std::ranges::any_of(command.arguments,
                             [](const shell::Word& word) { return is_one_of("up start restart", word.text); });
}

/// Whether a command may bring another image, other files or other data.
static bool brings_another(const shell::Node& node) {
  if (!node.assignments.empty()) return true;
  const shell::Invocation command = shell::invocation(node);
  if (command.program.empty() || command.wrapped_by("env")) return true;
  if (tells(node) || is_one_of("cd sleep exit return set true false wait curl wget trap", command.program))
    return false;
  if (!is_one_of("docker docker-compose", command.program)) return true;
  for (const shell::Word& word : command.arguments) {
    // What stands in a variable may be an older file or version.
    if (!word.literal) return true;
    if (is_one_of("tag load import rollback run exec cp image", word.text)) return true;
  }
  return false;
}

/// What a rollback does.
struct Rollback {
  const shell::Node* start = nullptr;  ///< Where it starts something.
  bool another = false;                ///< It brings something else than what ran before.

  void read(const shell::Node& list) {
    for_each_node(list, [&](const shell::Node& node) {
      if (node.kind != shell::NodeKind::simple) return;
      if (starts_stack(node) && start == nullptr) start = &node;
      another = another || brings_another(node);
    });
  }
  void judge(Report& report, bool& any) const {
    if (start == nullptr) return;
    any = true;
    if (!another)
      report.at(start->span, "This rollback starts the images that the failed version runs; name the one before it");
  }
};

static void judge(const shell::Node& list, Report& report, bool& any) {
  Rollback rollback;
  rollback.read(list);
  rollback.judge(report, any);
}

static void check_script(const shell::Script& script, Report& report, bool& any) {
  for_each_node(*script.root, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::function && speaks_of_rollback(node.name) && !node.children.empty())
      judge(*node.children.front(), report, any);
    if (node.kind != shell::NodeKind::list || node.parent == nullptr || node.parent->kind == shell::NodeKind::function)
      return;
    for (const shell::Node* const step : node.children) {
      if (!tells(*step) || !speaks_of_rollback(told_text(*step))) continue;
      bool in_function = false;
      for (const shell::Node* outer = &node; outer != nullptr; outer = outer->parent)
        in_function = in_function || (outer->kind == shell::NodeKind::function && speaks_of_rollback(outer->name));
      const bool branch =
          node.parent->kind == shell::NodeKind::if_clause || node.parent->kind == shell::NodeKind::group;
      if (branch && !in_function) judge(node, report, any);
      return;
    }
  });
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  if (file.script != nullptr && file.script->root != nullptr && concerns_deployment(file, report.project())) {
    if (speaks_of_rollback(base_name(file.path)))
      judge(*file.script->root, report, any);
    else
      check_script(*file.script, report, any);
  }
  const bool document = file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation;
  const std::size_t count = document ? 0 : std::min(file.embedded.size(), file.embedded_places.size());
  for (std::size_t index = 0; index < count; ++index) {
    const std::string_view place = file.embedded_places[index];
    if (!speaks_of_rollback(place)) {
      if (file.embedded[index] != nullptr && file.embedded[index]->root != nullptr)
        check_script(*file.embedded[index], report, any);
      continue;
    }
    // Each line of a recipe is a script of its own.
    Rollback rollback;
    for (; index < count && file.embedded_places[index] == place; ++index)
      if (file.embedded[index] != nullptr && file.embedded[index]->root != nullptr)
        rollback.read(*file.embedded[index]->root);
    --index;
    rollback.judge(report, any);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3143",
    .summary = "Rollback that starts the same images again",
    .why =
        "Nothing between the failed start and the rollback names another version, so the same images come up again: "
        "the outage goes on while the log speaks of a rollback.",
    .remedy = "Keep the tag of the last good version, and start with it: `TAG=$previous docker compose up -d`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::rollback_to_same_image
