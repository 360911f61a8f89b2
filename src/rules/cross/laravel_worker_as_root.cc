#include "rules/rule.h"

#include <algorithm>

#include "project/container_variables.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/supervised_programs.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::laravel_worker_as_root {

/// A program of Laravel's command line that stays: it writes to the same log and cache as the pages.
static bool is_worker(const project::StartedProgram& program) {
  const auto has = [&](std::string_view word) {
    return std::ranges::any_of(program.arguments, [&](std::string_view argument) { return argument == word; });
  };
  return base_name(program.word).starts_with("php") &&
         (has("queue:work") || has("queue:listen") || has("horizon") || has("schedule:work"));
}

static bool is_root(std::string_view account) { return account.empty() || account == "root" || account == "0"; }

/// Whether Laravel writes its log where the accounts do not matter.
static bool logs_elsewhere(const project::Service& service) {
  const auto channel = project::container_variable(service, "LOG_CHANNEL");
  return channel.has_value() && is_one_of("stderr errorlog syslog papertrail null", channel->value);
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || !service.build->local || service.runs_as_root() != std::optional<bool>(true))
    return report.skip();
  const project::Manifest* const manifest =
      project::nearest_manifest(report.project(), service.build->directory, project::Ecosystem::php);
  if (manifest == nullptr || manifest->dependency("laravel/framework") == nullptr) return report.skip();
  const std::vector<project::StartedProgram> programs = project::supervised_programs(report.project(), service);
  // Its pages are made by another account: the pool of PHP-FPM, which never is root.
  const auto pages = std::ranges::find_if(
      programs, [](const project::StartedProgram& program) { return base_name(program.word).starts_with("php-fpm"); });
  if (pages == programs.end() || logs_elsewhere(service)) return report.skip();
  for (const project::StartedProgram& program : programs) {
    if (!is_worker(program) || !is_root(program.account)) continue;
    report
        .at(program.span, "This worker runs as root, and what it logs first the pages of `{}` cannot write; set `user`",
            service.name)
        .note(pages->span, "The pages run as the account of the pool, `www-data`");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4856",
    .summary = "Worker of Laravel that runs as root beside PHP-FPM",
    .why =
        "Whoever writes a line first makes `storage/logs/laravel.log`, and new folders of the cache. Made by root, "
        "they are closed to PHP-FPM's account: the next page that logs ends with `Permission denied`.",
    .remedy = "Add `user=www-data` to the program of the worker.",
    .references = "https://laravel.com/docs/queues#supervisor-configuration http://supervisord.org/configuration.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::laravel_worker_as_root
