#include "project/copy_sources.h"
#include "project/model.h"
#include "project/page_addresses.h"
#include "rules/lib/bundles.h"
#include "rules/lib/code_findings.h"
#include "rules/rule.h"

namespace seaworthy::rules::loopback_in_pages {

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const auto addresses = project::page_addresses(project, service);
  const project::BuildContext* const context = project::build_context(project, service);
  if (context == nullptr || addresses.empty() || is_for_programmers(service)) return report.skip();
  const project::PageAddress* first = nullptr;
  const project::PageAddress* second = nullptr;
  for (const project::PageAddress& each : addresses) {
    // A build that may give the variable, and one that only the container is given, are matters of other rules.
    if (!each.variable.empty() && (service.definition->variable(each.variable) != nullptr ||
                                   bundling_step(project, service, *context, each.variable) == nullptr))
      continue;
    if (first == nullptr)
      first = &each;
    else if (second == nullptr)
      second = &each;
  }
  if (first == nullptr) return;
  Builder finding = report.at(first->span, "Pages of `{}` ask `{}`, which in a browser is the visitor's own machine",
                              service.name, first->text);
  if (!first->variable.empty())
    finding.note(service.dockerfile->parsed->stages.front()->from->span, "No build gives `{}`, for which it stands in",
                 first->variable);
  if (second != nullptr) finding.note(second->span, "So does this place");
}

extern const Rule rule = {
    .code = "SW4271",
    .summary = "Address of this machine in the pages of a front end",
    .why =
        "Pages run in the browser of whoever visits: `localhost` is their machine, where nothing answers. It works for "
        "the one person who tries it on the server itself.",
    .remedy = "Ask a path of the same host (`/api`) and forward it, or take the address from a variable of the build.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::loopback_in_pages
