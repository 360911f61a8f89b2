#include "rules/rule.h"

#include <algorithm>

#include "knowledge/program_settings.h"
#include "project/application.h"
#include "project/model.h"
#include "project/upstreams.h"

namespace seaworthy::rules::metrics_not_for_prometheus {

static void check(const project::Stack& stack, Report& report) {
  bool any = false;
  for (const project::Reference& reference : project::references(report.project(), stack)) {
    if (reference.kind != project::ReferenceKind::prometheus || reference.to == nullptr) continue;
    if (const std::string_view asked = reference.path.substr(0, reference.path.find('?'));
        std::ranges::find(knowledge::not_metrics(), asked) != knowledge::not_metrics().end()) {
      any = true;
      report
          .at(reference.span, "Prometheus scrapes `{}` of `{}`, which answers JSON; it reads its own text format only",
              asked, reference.to->name)
          .note(reference.to->span, "The target");
      continue;
    }
    const project::Application* const application = project::application(report.project(), *reference.to);
    if (application == nullptr) continue;
    const std::string_view path = reference.path.substr(0, reference.path.find('?'));
    const code::Program::Serves answer = project::serves(report.project(), *reference.to, path);
    if (answer == code::Program::Serves::unknown) continue;
    any = true;
    if (answer == code::Program::Serves::no) {
      const code::Route* const meant = application->program.nearest(path);
      Builder finding = report.at(reference.span, "Prometheus scrapes `{}` of `{}`, which its code does not serve",
                                  path, reference.to->name);
      if (meant != nullptr && meant->span.valid()) finding.note(meant->span, "It has `{}`", meant->path);
      continue;
    }
    const code::Route* const route = application->program.route(path);
    if (route == nullptr || !route->json.valid()) continue;
    report
        .at(reference.span, "Prometheus scrapes `{}` of `{}`, which answers JSON; it reads its own text format only",
            path, reference.to->name)
        .note(route->json, "Here the code answers");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4568",
    .summary = "Scraped address without metrics that Prometheus reads",
    .why = "The target counts as down, and no alert on what it measures ever fires.",
    .remedy = "Serve the text format, as the client libraries of Prometheus do, at the address that is scraped.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "scrape addresses that their programs serve",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::metrics_not_for_prometheus
