#include "rules/rule.h"

#include <string_view>

#include "project/model.h"
#include "rules/lib/migrations.h"
#include "rules/lib/state.h"
#include "rules/lib/unconditional.h"

namespace seaworthy::rules::seeded_at_each_start {

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const Role role = service.stack->role;
  if (is_short_lived(*service.stack) || role == Role::development) return report.skip();
  bool asks = false;
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script, service.startup}) {
    if (script == nullptr || script->root == nullptr) continue;
    asks = true;
    const std::string_view command = unconditional_command(*script->root, report, seeding_command);
    if (command.empty()) continue;
    const shell::Node* place = script->root;
    for (const shell::Node* const node : script->commands)
      if (seeding_command(report.text(node->span)) == command) {
        place = node;
        break;
      }
    report
        .at(place->span, "`{}` writes the first rows at each start of `{}`, over what people have changed, or twice",
            command, service.name)
        .severity(role == Role::production ? Severity::medium : Severity::low);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4860",
    .summary = "First rows of a database written at each start",
    .why =
        "Rows for a new database are sample accounts, prices and texts. Written again they come twice, set back what "
        "people have changed, or bring a deleted administrator back with the password that everybody can read.",
    .remedy = "Write them once by hand, or ask first whether the tables are empty.",
    .references = "https://laravel.com/docs/seeding https://www.prisma.io/docs/orm/prisma-migrate/workflows/seeding",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::seeded_at_each_start
