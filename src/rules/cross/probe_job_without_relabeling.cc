#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::probe_job_without_relabeling {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::prometheus || file.yaml == nullptr || file.yaml->root() == nullptr ||
      !file.yaml->root()->is_mapping())
    return report.skip();
  const yaml::Node* const jobs = file.yaml->root()->get("scrape_configs");
  if (jobs == nullptr || !jobs->resolved().is_sequence()) return report.skip();
  bool asks = false;
  for (const yaml::Node* const item : jobs->resolved().items) {
    const yaml::Node& job = item->resolved();
    if (!job.is_mapping() || scalar(job.get("metrics_path")) != "/probe") continue;
    const yaml::Node* const parameters = job.get("params");
    // A target given as a parameter needs no relabelling.
    if (parameters != nullptr && parameters->resolved().is_mapping() && parameters->resolved().get("target") != nullptr)
      continue;
    asks = true;
    bool passes_target = false, sends_to_exporter = false;
    if (const yaml::Node* const relabel = job.get("relabel_configs"); relabel != nullptr)
      for (const yaml::Node* const step : relabel->resolved().items) {
        if (!step->resolved().is_mapping()) continue;
        const std::string_view target = scalar(step->resolved().get("target_label"));
        passes_target = passes_target || target == "__param_target";
        sends_to_exporter = sends_to_exporter || target == "__address__";
      }
    if (passes_target && sends_to_exporter) continue;
    const yaml::Node* const path = job.get("metrics_path");
    if (!sends_to_exporter)
      report.at(path->span, "Nothing puts the exporter in the place of the targets, so these are asked for `/probe`");
    else
      report.at(path->span, "Nothing hands the targets to the exporter as `__param_target`, so it probes nothing");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4583",
    .summary = "Probe job that does not ask its exporter",
    .why = "Prometheus asks the probed sites themselves for metrics, gets none, and `probe_success` never exists.",
    .remedy =
        "Relabel: `__address__` to `__param_target`, that to `instance`, and `__address__` replaced with the "
        "exporter's `host:9115`.",
    .references = "https://prometheus.io/docs/guides/multi-target-exporter/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::probe_job_without_relabeling
