#include <algorithm>
#include <string>
#include <string_view>

#include "knowledge/package_kinds.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::airflow_replaced_by_provider {

static constexpr std::string_view prefix = "apache-airflow-providers-";

/// Whether a step is held to a release of Airflow: by a package of the same command, or by a list of constraints.
static bool holds_airflow(const BuildStep& step, const PythonInstalls& installs) {
  if (step.invocation.has_any_flag({"-c", "--constraint"}) || variable_at(step, "PIP_CONSTRAINT").has_value())
    return true;
  for (const shell::Word& word : step.invocation.arguments)
    if (contains(word.text, "constraint") || word.text.starts_with("apache-airflow=") ||
        word.text.starts_with("apache-airflow["))
      return true;
  return std::ranges::any_of(installs.packages, [](const PythonPackage& package) {
    return package.name == "apache-airflow" && package.version.starts_with("==");
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (!step.package.is("pip", PackageAction::install) || !contains(step.stage->root().base, "apache/airflow"))
      continue;
    const PythonInstalls installs = python_installs(report.project(), step);
    asks = true;
    if (holds_airflow(step, installs)) continue;
    for (const PythonPackage& package : installs.packages) {
      if (!package.name.starts_with(prefix) || package.locked) continue;
      if (knowledge::tables::airflow_providers.contains(package.name.substr(prefix.size()))) continue;
      // An upper bound, or a release that is named, keeps to what fits.
      if (contains(package.version, "<") || package.version.starts_with("==") || package.version.starts_with("~="))
        continue;
      report
          .at(package.span, "The newest `{}` needs a newer Airflow, which pip puts in place of the image's",
              package.name)
          .note(step.stage->root().from->span, "The image's own release of Airflow")
          .advise("Add `apache-airflow==${AIRFLOW_VERSION}` to the same `pip install`");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4197",
    .summary = "Provider of Airflow that may replace Airflow",
    .why =
        "Providers ask for recent releases of Airflow. To pip it is a package like any other: it takes the newest, "
        "which neither fits the database nor the settings of the one that the image is named after.",
    .remedy =
        "Name `apache-airflow==${AIRFLOW_VERSION}` in the same command, or install with the constraints of that "
        "release.",
    .references = "https://airflow.apache.org/docs/docker-stack/build.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::airflow_replaced_by_provider
