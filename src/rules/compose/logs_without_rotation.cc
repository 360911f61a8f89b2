#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::logs_without_rotation {

static void check(const project::Service& service, Report& report) {
  if (service.stack->role == project::Role::test || service.stack->role == project::Role::development)
    return report.skip();
  const compose::Logging& logging = service.definition->logging;
  if (logging && logging.driver && logging.driver.value != "json-file") return;
  for (const compose::Member& option : logging.options)
    if (option.key == "max-size") return;
  report.at(logging ? logging.source->span() : service.definition->name_span,
            "`{}` logs to a `json-file` that grows without end; set `max-size` and `max-file`", service.name);
}

extern const Rule rule = {
    .code = "SW2137",
    .summary = "Logs without rotation",
    .why =
        "The default log driver never rotates: sooner or later the log fills the disk of the host, and "
        "everything on it stops.",
    .remedy =
        "Set `logging.options.max-size` and `max-file`, or use the `local` driver, which rotates by itself. "
        "A default in the engine's daemon.json does the same for all containers of the host.",
    .references = "https://docs.docker.com/engine/logging/configure/",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "rotate their logs",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::logs_without_rotation
