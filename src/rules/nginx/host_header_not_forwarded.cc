#include "rules/rule.h"

#include <algorithm>

#include "project/application.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/forwarded_host.h"

namespace seaworthy::rules::host_header_not_forwarded {

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    const nginx::Directive* const pass = reference.to != nullptr ? pass_of(reference) : nullptr;
    if (pass == nullptr) continue;
    const project::Application* const application = project::application(report.project(), *reference.to);
    if (application == nullptr || application->program.framework != "Django") continue;
    asks = true;
    // Some settings allow every name, or this one, or leave it to a variable.
    if (sends_host(*pass) || application->program.mentions("*") || application->program.mentions("ALLOWED_HOSTS") ||
        std::ranges::find(application->program.literals, reference.host) != application->program.literals.end())
      continue;
    report
        .at(pass->span, "Django of `{}` sees the host `{}`, not the visitor's; add `proxy_set_header Host $host;`",
            reference.to->name, reference.host)
        .note(reference.to->span, "`ALLOWED_HOSTS` decides over each request");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5108",
    .summary = "Visitor's host not handed to Django",
    .why =
        "nginx sends the upstream's name as the host; Django answers 400 to names that `ALLOWED_HOSTS` does not list.",
    .remedy = "Add `proxy_set_header Host $host;` beside the other headers of the block.",
    .references = "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::host_header_not_forwarded
