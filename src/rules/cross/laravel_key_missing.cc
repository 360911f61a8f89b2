#include <algorithm>

#include "project/application.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::laravel_key_missing {

/// Whether a step of the build or the start makes a key.
static bool makes_key(const project::Project& project, const project::Service& service) {
  if (contains(command_text(project, service), "key:generate")) return true;
  return std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = project.sources.text(instruction->span);
    return contains(text, "key:generate") || contains(text, "APP_KEY");
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.framework != "Laravel" || service.stage == nullptr)
    return report.skip();
  if (!project::is_absent(report.project(), service, *application, "APP_KEY") ||
      project::container_file(report.project(), service, ".env").state != project::ContainerFile::State::absent ||
      makes_key(report.project(), service))
    return;
  report.at(service.span, "Laravel of `{}` gets no `APP_KEY`, and answers every request with an error; supply one",
            service.name);
}

extern const Rule rule = {
    .code = "SW4045",
    .summary = "Laravel without its application key",
    .why =
        "Sessions and cookies are encrypted with the key: without one every request ends in `No application encryption "
        "key has been specified`.",
    .remedy = "Make one by `php artisan key:generate --show`, and supply it as the variable `APP_KEY`.",
    .references = "https://laravel.com/docs/encryption#configuration",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::laravel_key_missing
