#include <algorithm>

#include "project/application.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::rails_key_missing {

/// Whether Rails starts in production, by the environment of the service or of its image.
static bool is_production(const project::Service& service) {
  if (const compose::EnvironmentEntry* const entry = service.definition->variable("RAILS_ENV"); entry != nullptr)
    return entry->value == "production";
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->variables, [](const dockerfile::Variable& variable) {
           return variable.name == "RAILS_ENV" && variable.known && variable.value == "production";
         });
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || application->program.framework != "Rails" || !is_production(service))
    return report.skip();
  for (const std::string_view name : {"RAILS_MASTER_KEY", "SECRET_KEY_BASE", "SECRET_KEY_BASE_DUMMY"})
    if (!project::is_absent(report.project(), service, *application, name)) return;
  for (const std::string_view path : {"config/master.key", "config/credentials/production.key", "config/secrets.yml"})
    if (project::container_file(report.project(), service, path).state == project::ContainerFile::State::there ||
        project::mount_over(service, path) != nullptr)
      return;
  for (const project::Project::TreePath& entry : report.project().tree)
    if (entry.path.ends_with("config/secrets.yml") || entry.path.ends_with("secret_token.rb")) return;
  report.at(service.span,
            "Rails of `{}` starts in production without `SECRET_KEY_BASE` and `RAILS_MASTER_KEY`, and ends",
            service.name);
}

extern const Rule rule = {
    .code = "SW4488",
    .summary = "Rails in production without its secret key",
    .why = "Rails refuses to start in production when it finds neither a secret key nor the key of its credentials.",
    .remedy = "Supply `SECRET_KEY_BASE`, or `RAILS_MASTER_KEY` for the credentials file.",
    .references = "https://guides.rubyonrails.org/security.html#custom-credentials",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::rails_key_missing
