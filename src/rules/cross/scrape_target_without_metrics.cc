#include "rules/rule.h"

#include "knowledge/metrics.h"
#include "project/upstreams.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::scrape_target_without_metrics {

static void check(const project::Stack& stack, Report& report) {
  bool any = false;
  for (const project::Reference& reference : project::references(report.project(), stack)) {
    if (reference.kind != project::ReferenceKind::prometheus || reference.to == nullptr) continue;
    any = true;
    const project::Service& target = *reference.to;
    if (target.image == nullptr || target.builds) continue;
    if (const knowledge::SilentImage* const silent = knowledge::silent_image(target.image->name); silent != nullptr) {
      report
          .at(reference.span, "{} has no page that Prometheus reads, so `{}` counts as down for ever; {}",
              target.image->title, target.name, OurWords{silent->instead})
          .note(target.span, "The target");
      continue;
    }
    if (!is_data_store(target)) continue;
    for (const knowledge::ImagePort& port : target.image->ports) {
      // Purposes of ports that speak the program's own protocol.
      if (port.port != reference.port ||
          !is_one_of("sql redis memcached mongodb amqp kafka cql bolt mysql", port.purpose))
        continue;
      report
          .at(reference.span, "`{}` speaks {} on {}, not the text that Prometheus reads; scrape an exporter",
              target.name, target.image->title, reference.port)
          .note(target.span, "The target");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4437",
    .summary = "Scrape target that has no metrics",
    .why = "The target is down for ever in Prometheus, and the database is not watched at all.",
    .remedy = "Add the exporter (postgres-exporter, redis-exporter, mysqld-exporter ...) and scrape that.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::scrape_target_without_metrics
