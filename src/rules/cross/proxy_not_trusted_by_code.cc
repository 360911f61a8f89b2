#include "rules/rule.h"

#include <algorithm>
#include <string_view>

#include "knowledge/rate_limiters.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/rate_limiter.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::proxy_not_trusted_by_code {

/// A proxy of the stack that forwards to the service; null when there is none.
static const project::Reference* forwarded_by(const project::Project& project, const project::Service& service) {
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service) continue;
    for (const project::Reference& reference : project::connections(project, *other).references)
      if (reference.to == &service && source_of(reference.kind) == AddressSource::proxy) return &reference;
  }
  return nullptr;
}

/// Whether code, command or environment of a service say whom it trusts, or that it counts by something else.
static bool is_settled_by(const project::Project& project, const project::Service& service,
                          const knowledge::RateLimiter& row) {
  if (std::ranges::any_of(row.variables, [&](std::string_view name) {
        return service.definition->variable(name) != nullptr ||
               (service.stage != nullptr &&
                std::ranges::find(service.stage->variables, name, &dockerfile::Variable::name) !=
                    service.stage->variables.end());
      }))
    return true;
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const std::string_view word : command->words)
      if (std::ranges::any_of(row.options, [&](std::string_view option) { return contains(word, option); }))
        return true;
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !code->whole) return true;
  return std::ranges::any_of(code->sources, [&](FileId source) {
    const std::string_view text = project.sources[source].text();
    return std::ranges::any_of(row.signs, [&](std::string_view sign) { return contains(text, sign); });
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr) return report.skip();
  const Limiter limiter = limiter_of(report.project(), *application);
  if (limiter.row == nullptr) return report.skip();
  const project::Reference* const forwarded = forwarded_by(report.project(), service);
  if (forwarded == nullptr) return report.skip();
  if (is_settled_by(report.project(), service, *limiter.row)) return;
  report
      .at(limiter.dependency->span,
          "`{}` counts requests by address, and every visitor has the one of `{}`; trust it: `{}`", service.name,
          forwarded->from->name, limiter.row->remedy)
      .note(forwarded->span, "`{}` forwards to it here", forwarded->from->name)
      .note(service.span, "Nothing tells the code of `{}` to take the visitor's address from a header", service.name);
}

extern const Rule rule = {
    .code = "SW4589",
    .summary = "Rate limit by address behind a proxy that the code does not trust",
    .why = "All visitors share one budget: a single busy client locks everybody out.",
    .remedy =
        "Tell the framework or the server how many proxies stand in front, or whose headers it may believe: "
        "`app.set('trust proxy', 1)`, `trustProxy`, `ProxyFix`, `--forwarded-allow-ips`.",
    .references =
        "https://expressjs.com/en/guide/behind-proxies.html "
        "https://flask.palletsprojects.com/en/stable/deploying/proxy_fix/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::proxy_not_trusted_by_code
