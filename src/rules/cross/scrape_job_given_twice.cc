#include <map>

#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::scrape_job_given_twice {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "prom/prometheus") return report.skip();
  bool asks = false;
  for (const project::File* const file : service.mounted_files) {
    if (file->kind != project::FileKind::prometheus || file->yaml == nullptr) continue;
    const yaml::Node* const root = file->yaml->root();
    const yaml::Node* const jobs = root != nullptr && root->is_mapping() ? root->get("scrape_configs") : nullptr;
    if (jobs == nullptr || !jobs->is_sequence()) continue;
    asks = true;
    std::map<std::string_view, Span> seen;
    for (const yaml::Node* const job : jobs->items) {
      const yaml::Node* const name = job->is_mapping() ? job->get("job_name") : nullptr;
      if (name == nullptr || !name->is_scalar()) continue;
      const auto [first, is_new] = seen.emplace(name->text, name->span);
      if (is_new) continue;
      report
          .at(name->span, "Prometheus of `{}` refuses a second job `{}`; give it another name", service.name,
              name->text)
          .note(first->second, "This is the first one");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4495",
    .summary = "Scrape job whose name is given twice",
    .why = "Prometheus ends at `found multiple scrape configs with job name` and collects nothing at all.",
    .remedy = "Give each job a name of its own, or put the targets into one.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::scrape_job_given_twice
