#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "knowledge/program_settings.h"
#include "project/application.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::metrics_not_for_prometheus {

/// Whether what stands around an answer in JSON makes the text format after all: a refusal is often JSON as well.
static bool makes_text(const project::Project& project, const code::Route& route) {
  const std::string_view text = project.sources[route.json.file].text();
  constexpr std::size_t reach = 800;
  const std::string_view handler =
      text.substr(route.span.begin, std::min<std::size_t>(reach, text.size() - route.span.begin));
  for (const std::string_view sign : {"register", "contentType", "text/plain", "prom", "exposition", "generate_latest"})
    if (contains(handler, sign)) return true;
  return false;
}

/// Says of programs that nothing scrapes so far what their `/metrics` would be worth.
static void check_unscraped(const project::Stack& stack, const std::vector<const project::Service*>& scraped,
                            Report& report) {
  if (is_short_lived(stack)) return;
  for (const project::Service* const service : stack.services) {
    if (!service->active || std::ranges::find(scraped, service) != scraped.end()) continue;
    const project::Application* const application = project::application(report.project(), *service);
    const code::Route* const route = application != nullptr ? application->program.route("/metrics") : nullptr;
    if (route == nullptr || route->path != "/metrics" || !route->span.valid() || !route->json.valid() ||
        makes_text(report.project(), *route))
      continue;
    report
        .at(route->span, "`{}` answers JSON at `/metrics`, where Prometheus looks for its own text format",
            service->name)
        .note(route->json, "Here the code answers")
        .severity(Severity::low);
  }
}

static void check(const project::Stack& stack, Report& report) {
  bool any = false;
  std::vector<const project::Service*> scraped;
  for (const project::Reference& reference : project::references(report.project(), stack)) {
    if (reference.kind != project::ReferenceKind::prometheus || reference.to == nullptr) continue;
    scraped.push_back(reference.to);
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
  check_unscraped(stack, scraped, report);
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
