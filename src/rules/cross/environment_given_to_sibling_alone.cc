#include <algorithm>

#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/start_commands.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::environment_given_to_sibling_alone {

/// Variables without which programs of Ruby take their environment for development.
constexpr std::string_view environments[] = {"RAILS_ENV", "RACK_ENV"};

/// The variable of a service that says which environment it runs in; null for none.
static const compose::EnvironmentEntry* chosen(const project::Service& service) {
  for (const std::string_view name : environments)
    if (const compose::EnvironmentEntry* const entry = service.definition->variable(name);
        entry != nullptr && entry->value.has_value())
      return entry;
  return nullptr;
}

/// Whether a service starts a program of the code that both have, and not a database or a shell.
static bool starts_ruby(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(start_commands(project, service), [](const StartCommand& command) {
    return std::ranges::any_of(command.words, [](std::string_view word) {
      return is_one_of("rails rake sidekiq puma rackup unicorn resque good_job bundle", base_name(word));
    });
  });
}

/// Whether the command itself says it: `sidekiq -e production`, `RAILS_ENV=production bundle exec ...`.
static bool is_said_by_command(const project::Project& project, const project::Service& service) {
  for (const StartCommand& command : start_commands(project, service)) {
    if (contains(project.sources.text(command.span), "_ENV=")) return true;
    for (const std::string_view word : command.words)
      if (is_one_of("-e --environment -E", word) || word.starts_with("--environment=")) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.stage == nullptr || is_short_lived(*service.stack) || !starts_ruby(project, service))
    return report.skip();
  for (const std::string_view name : environments)
    if (!project::is_given_nowhere(project, service, name)) return;
  for (const project::Service* const sibling : service.stack->services) {
    if (sibling == &service || sibling->stage != service.stage) continue;
    const compose::EnvironmentEntry* const entry = chosen(*sibling);
    if (entry == nullptr || *entry->value == "development" || is_said_by_command(project, service)) continue;
    report
        .at(service.span, "`{}` gets no `{}` and runs in the environment for development, beside `{}` in `{}`",
            service.name, entry->name, sibling->name, *entry->value)
        .note(entry->span, "`{}` is given it here", sibling->name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4298",
    .summary = "Service of the same image that is not told its environment",
    .why =
        "Rails, Rack and Sidekiq take `development` where nothing says another: the worker opens the database for "
        "development, finds no jobs of the application, and loads the code anew for each.",
    .remedy = "Set the variable in the image, or give it to every service of it.",
    .references = "https://guides.rubyonrails.org/configuring.html#rails-environment-settings",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::environment_given_to_sibling_alone
