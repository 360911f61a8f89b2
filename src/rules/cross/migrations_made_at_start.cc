#include <string>

#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/migrations.h"
#include "rules/lib/start_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::migrations_made_at_start {

static void check(const project::Service& service, Report& report) {
  for (const StartCommand& command : start_commands(report.project(), service)) {
    std::string text;
    for (const std::string_view word : command.words) (text += word) += ' ';
    // `--check` and `--dry-run` write nothing.
    if (contains(text, "--check") || contains(text, "--dry-run")) continue;
    const std::string_view making = migration_making_command(text);
    if (making.empty()) continue;
    Builder finding =
        report.at(command.span, "Each start of `{}` writes migrations with `{}`, which nobody has read; commit them",
                  service.name, making);
    if (is_for_programmers(service)) finding.severity(Severity::low);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4993",
    .summary = "Migrations that each start makes anew",
    .why =
        "A renamed field becomes a dropped column at the next start. The files stay in the container and vanish with "
        "it, while the database remembers their names: the next container makes others, which fit it no more.",
    .remedy = "Make migrations while the code is changed, review and commit them, and only apply them at the start.",
    .references = "https://docs.djangoproject.com/en/stable/topics/migrations/#version-control",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::migrations_made_at_start
