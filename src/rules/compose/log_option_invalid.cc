#include "rules/rule.h"

#include "knowledge/log_drivers.h"
#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::log_option_invalid {

static void check(const project::Service& service, Report& report) {
  const compose::Logging& logging = service.definition->logging;
  if (!logging) return report.skip();
  // Another name is a plugin; a near miss of one of the engine's own is told by how short it is: plugins have a path.
  const std::string_view driver = logging.driver ? logging.driver.value : "json-file";
  if (logging.driver && !is_settled(logging.driver.source)) return;
  const auto row = std::ranges::find(knowledge::tables::log_drivers, driver, &knowledge::LogDriver::driver);
  if (row == knowledge::tables::log_drivers.end() || !row->built_in) return report.skip();
  if (row->options.empty()) return;
  // Without a driver the engine's own default counts, which is seldom another one.
  for (const compose::Member& option : logging.options) {
    if (knowledge::tables::common_log_options.contains(option.key) || row->options.contains(option.key)) continue;
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
