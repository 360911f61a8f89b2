#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::log_option_invalid {

static constexpr WordList drivers =
    "awslogs etwlogs fluentd gcplogs gelf journald json-file local logentries none splunk syslog";
static constexpr std::string_view file_options = "max-size max-file compress labels labels-regex env env-regex tag";
static constexpr std::string_view local_options = "max-size max-file compress";

static void check(const project::Service& service, Report& report) {
  const compose::Logging& logging = service.definition->logging;
  if (!logging) return report.skip();
  // Another name is a plugin; a near miss of one of the engine's own is told by how short it is: plugins have a path.
  const std::string_view driver = logging.driver ? logging.driver.value : "json-file";
  if (logging.driver && !is_settled(logging.driver.source)) return;
  if (!is_one_of(drivers, driver)) return report.skip();
  // Both drivers know options that every driver has.
  if (driver != "json-file" && driver != "local") return;
  // Without a driver the engine's own default counts, which is seldom another one.
  for (const compose::Member& option : logging.options) {
    if (is_one_of("mode max-buffer-size cache-disabled cache-max-size cache-max-file cache-compress", option.key))
      continue;
    if (is_one_of(driver == "local" ? local_options : file_options, option.key)) continue;
    report
        .at(option.key_span.valid() ? option.key_span : logging.source->span(),
            "`{}` gives the log driver `{}` the option `{}`, which it does not know", service.name, driver, option.key)
        .confidence(logging.driver ? Confidence::certain : Confidence::likely);
  }
}

extern const Rule rule = {
    .code = "SW2377",
    .summary = "Option that the log driver does not know",
    .why = "The engine refuses to create the container: unknown log option.",
    .remedy = "`json-file` takes `max-size`, `max-file`, `compress`, `labels`, `env` and `tag`.",
    .references = "https://docs.docker.com/engine/logging/drivers/json-file/",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::log_option_invalid
