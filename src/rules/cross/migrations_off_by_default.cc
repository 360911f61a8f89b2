#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/migrations.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::migrations_off_by_default {

struct Guard {
  std::string_view variable, wanted;
  std::string_view fallback;  ///< Of `${NAME:-1}`: `1`.
  const shell::Node* condition = nullptr;
  const shell::Node* command = nullptr;
};

/// `[ "$NAME" = "true" ]`, `[ "${NAME:-false}" = true ]`
static bool reads_condition(const shell::Node& list, Guard& guard) {
  const shell::Node* node = &list;
  while (node->kind == shell::NodeKind::list && node->children.size() == 1) node = node->children[0];
  if (node->words.size() < 4) return false;
  for (std::size_t index = 0; index + 2 < node->words.size(); ++index) {
    const shell::Word& left = node->words[index];
    const shell::Word& right = node->words[index + 2];
    if (!is_one_of("= ==", node->words[index + 1].text) || left.expansions.size() != 1 || !right.literal) continue;
    guard.variable = left.expansions[0].name;
    guard.fallback = left.expansions[0].operation.ends_with('-') ? left.expansions[0].argument : std::string_view();
    guard.wanted = right.text;
    guard.condition = node;
    // `$1` and `$*` are arguments, which no environment gives.
    return !guard.variable.empty() && (ascii::is_letter(guard.variable.front()) || guard.variable.front() == '_');
  }
  return false;
}

static const shell::Node* migration_in(const shell::Node& node, Report& report) {
  if (node.kind == shell::NodeKind::simple && !node.words.empty() &&
      !migration_command(report.text(node.span)).empty() && !is_one_of("echo printf", node.words[0].text))
    return &node;
  for (const shell::Node* const child : node.children)
    if (const shell::Node* const found = migration_in(*child, report); found != nullptr) return found;
  return nullptr;
}

static bool find_guard(const shell::Node& node, Report& report, Guard& guard) {
  if (node.kind == shell::NodeKind::if_clause && node.children.size() >= 2 &&
      reads_condition(*node.children[0], guard)) {
    guard.command = migration_in(*node.children[1], report);
    if (guard.command != nullptr) return true;
  }
  for (const shell::Node* const child : node.children)
    if (find_guard(*child, report, guard)) return true;
  return false;
}

/// Whether another service of the stack runs the same start script, and migrates there.
static bool migrates_elsewhere(const project::Service& service, const Guard& guard) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    if (other == &service || !other->active || other->startup != service.startup) return false;
    const std::optional<project::ContainerVariable> given = project::container_variable(*other, guard.variable);
    return given.has_value() ? given->value == guard.wanted : guard.fallback == guard.wanted;
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  Guard guard;
  if (!find_guard(*service.startup->root, report, guard)) {
    if (migration_in(*service.startup->root, report) == nullptr) report.skip();
    return;
  }
  // What the script works out itself, no environment gives.
  for (const shell::Node* const node : service.startup->commands)
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == guard.variable) return report.skip();
  const std::optional<project::ContainerVariable> given = project::container_variable(service, guard.variable);
  if (!given.has_value() && guard.fallback == guard.wanted) return;
  // One of several containers of an image migrates, and the others are told not to.
  if (migrates_elsewhere(service, guard)) return;
  if (given.has_value() && given->value == guard.wanted) return;
  if (!given.has_value() && project::variable_state(service, guard.variable) == project::VariableState::passed_through)
    return report.skip();
  // A service of its own may bring the database up to date, and so may whoever deploys.
  for (const project::Service* const other : service.stack->services)
    if (other != &service && other->active)
      for (const project::CommandInForce* const part : {&other->entrypoint, &other->command}) {
        std::string whole;
        for (const std::string_view word : part->words) whole += std::string(word) + " ";
        if (!migration_command(whole).empty()) return;
      }
  Builder finding = given.has_value() && given->span.valid()
                        ? report.at(given->span, "`{}` starts without its migrations: `{}` is `{}`, not `{}`",
                                    service.name, guard.variable, given->value, guard.wanted)
                        : report.at(service.span, "`{}` starts without its migrations: nothing sets `{}` to `{}`",
                                    service.name, guard.variable, guard.wanted);
  finding.note(guard.command->span, "The start script migrates only then");
}

extern const Rule rule = {
    .code = "SW4559",
    .summary = "Migrations that the start script leaves out unless told otherwise",
    .why =
        "A first start finds an empty database, an upgrade one of an older shape; the program fails at the first "
        "query.",
    .remedy = "Set the variable, or run the migrations in a job of their own before the service starts.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "bring their database up to date when they start",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::migrations_off_by_default
