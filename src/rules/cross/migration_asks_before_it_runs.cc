#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::migration_asks_before_it_runs {

/// Whether a stack of the repository runs Laravel for production.
static bool is_for_production(const project::Project& project) {
  return std::ranges::any_of(project.services, [](const project::Service& service) {
    const compose::EnvironmentEntry* const mode = service.definition->variable("APP_ENV");
    return mode != nullptr && mode->value.has_value() && is_one_of("production prod", *mode->value);
  });
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.file == nullptr || subject.site == CommandSite::run || subject.site == CommandSite::readme)
    return report.skip();
  const auto words = subject.invocation.operands({});
  const auto artisan =
      std::ranges::find_if(words, [](const shell::Word* word) { return base_name(word->text) == "artisan"; });
  if (artisan == words.end() || artisan + 1 == words.end() ||
      !is_one_of("migrate migrate:fresh migrate:refresh migrate:rollback db:seed db:wipe", (*(artisan + 1))->text))
    return report.skip();
  if (!concerns_deployment(subject, report.project()) || !is_for_production(report.project())) return report.skip();
  const std::string_view text = report.text(subject.invocation.span());
  // Whoever calls a target of Make by hand has a terminal, which `compose exec` hands on.
  if (subject.site == CommandSite::make && contains(text, "exec") && !contains(text, " -T")) return;
  if (contains(text, "--force") || contains(text, "--env=") || contains(text, "--pretend")) return;
  report.at((*(artisan + 1))->span,
            "In production `artisan {}` asks first, and without a terminal it stops; give it `--force`",
            (*(artisan + 1))->text);
}

static constexpr std::string_view programs[] = {"docker", "docker-compose", "php"};

extern const Rule rule = {
    .code = "SW4082",
    .summary = "Migration that asks before it runs",
    .why =
        "With `APP_ENV=production` Laravel asks whether it may change the database. A script or job has nobody to "
        "answer: nothing is migrated, and the new code meets the old tables.",
    .remedy = "Add `--force`.",
    .references = "https://laravel.com/docs/migrations#forcing-migrations-to-run-in-production",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::migration_asks_before_it_runs
