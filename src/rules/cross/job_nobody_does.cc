#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "knowledge/queue_workers.h"
#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/started_words.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::job_nobody_does {

/// What a service, or the template that its settings are made of, has for a variable; "" for nothing.
static std::string_view value_of(const project::Project& project, const project::Service& service,
                                 std::string_view name) {
  if (const auto given = project::container_variable(service, name); given.has_value()) return given->value;
  const compose::EnvironmentEntry* const promised = project::expected_variable(project, service, name);
  return promised != nullptr && promised->value.has_value() ? std::string_view(*promised->value) : std::string_view();
}

/// Whether a setting makes the program do its jobs at once, or, where a worker is needed only with a setting, none is
/// known.
static bool is_done_at_once(const project::Project& project, const project::Service& service,
                            const knowledge::CodeSign& sign) {
  bool asks = false, is_set = false;
  for (const knowledge::QueueWorker& worker : knowledge::tables::queue_workers) {
    // The first word is the worker that every store has.
    if (sign.runner.empty() ||
        (!contains(worker.command, sign.runner.front()) && !contains(ascii::lowered(sign.title), worker.command)))
      continue;
    asks = true;
    const std::string_view value = value_of(project, service, worker.variable);
    is_set = is_set || !value.empty();
    if (std::ranges::find(worker.values, value) != worker.values.end()) return true;
  }
  // PHP's frameworks work at once until they are told otherwise.
  return asks && !is_set && sign.language == "php";
}

static void check(const project::Service& service, Report& report) {
  if (project::code_folder(report.project(), service) == nullptr) return report.skip();
  const std::vector<const code::Sign*> signs =
      signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::job);
  if (signs.empty()) return report.skip();
  const code::Sign& first = *signs.front();
  if (is_started(report.project(), *service.stack, first.row->runner, false) ||
      is_done_at_once(report.project(), service, *first.row))
    return;
  report
      .at(first.span, "Jobs are left to {}, and nothing starts one; add a service that does",
          OurWords{first.row->title})
      .severity(severity_there(service, Severity::medium))
      .note(service.span, "`{}` has this code", service.name);
}

extern const Rule rule = {
    .code = "SW4855",
    .summary = "Jobs for a worker that nobody starts",
    .why =
        "The program puts its jobs into a queue and goes on: mails are not sent, files are not made, and the queue "
        "grows until its store is full. Nothing fails that would say so.",
    .remedy = "Add a service with the same image and the command of the worker.",
    .references =
        "https://docs.celeryq.dev/en/stable/userguide/workers.html https://laravel.com/docs/queues "
        "https://symfony.com/doc/current/messenger.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "have a worker for the jobs that their code leaves to one",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::job_nobody_does
