#include "rules/rule.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "project/model.h"
#include "rules/lib/migrations.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::migration_failure_ignored {

static std::string text_of(const shell::Node& node) {
  std::string text;
  for (const shell::Word& word : node.words) (text += word.text) += ' ';
  return text;
}

/// `migrate && seed || true`: what comes last is called well whatever became of the rest. The migration in it; null for
/// none.
static const shell::Node* called_well(const shell::Node& list) {
  if (list.kind != shell::NodeKind::and_or || list.children.size() < 2) return nullptr;
  const shell::Node& last = *list.children.back();
  if (last.joined_by != "||" || !is_one_of("true : echo", shell::invocation(last).program)) return nullptr;
  for (const shell::Node* const child : list.children)
    if (child->kind == shell::NodeKind::simple && !migration_command(text_of(*child)).empty()) return child;
  return nullptr;
}

/// Whether the next step looks at how the migration ended: `if [ $? -ne 0 ]; then exit 1; fi`.
static bool asks_for_status(const project::Project& project, std::span<const shell::Node* const> steps,
                            std::size_t at) {
  return at + 1 < steps.size() && steps[at + 1]->span.valid() &&
         contains(project.sources.text(steps[at + 1]->span), "$?");
}

static void check(const project::Service& service, Report& report) {
  const project::CommandInForce& command = service.entrypoint.script != nullptr ? service.entrypoint : service.command;
  // The script that starts it, where no text of the command does.
  const bool in_command = command.script != nullptr;
  const shell::Script* const script = in_command ? command.script : service.startup;
  if (script == nullptr || script->root == nullptr || (in_command && command.from == project::Provenance::base_image) ||
      script->root->kind != shell::NodeKind::list)
    return report.skip();
  const std::string_view options =
      in_command ? std::string_view() : first_line(*script, service.entrypoint_script, report.project());
  const auto steps = script->root->children;
  bool migrates = false;
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const shell::Node& step = *steps[at];
    const bool last = at + 1 == steps.size();
    if (const shell::Node* const passed = called_well(step); passed != nullptr) {
      migrates = true;
      report.at(passed->span, "`{}` goes on, or ends well, when `{}` fails: `||` is about all that stands before it",
                service.name, migration_command(text_of(*passed)));
      return;
    }
    if (last || step.kind != shell::NodeKind::simple || step.background) continue;
    const std::string text = text_of(step);
    const std::string_view migration = migration_command(text);
    if (migration.empty()) continue;
    migrates = true;
    if (strict_mode(*script, options, &step).errexit || asks_for_status(report.project(), steps, at)) continue;
    // A job that only says that it is done serves nobody.
    if (std::ranges::all_of(steps.subspan(at + 1), [](const shell::Node* each) { return tells(*each); })) continue;
    report
        .at(step.span, "`{}` goes on when `{}` fails, and serves with an old schema; write `&&` behind it",
            service.name, migration)
        .note(steps.back()->span, "This is started whatever came before");
    return;
  }
  if (!migrates) report.skip();
}

extern const Rule rule = {
    .code = "SW4165",
    .summary = "Server that starts although its migration failed",
    .why =
        "Steps divided by `;` or line breaks, or caught by `|| true`, run one after the other whatever became of the "
        "one before. The container "
        "looks well, and each request that needs the new table or column fails.",
    .remedy = "Write `&&` between migration and server, or begin with `set -e`.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::migration_failure_ignored
