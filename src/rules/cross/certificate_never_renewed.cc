#include "rules/rule.h"

#include <string>

#include "rules/lib/backups.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::certificate_never_renewed {

static bool renewed_elsewhere(const project::Project& project, const project::Service& asked) {
  for (const project::Service& service : project.services)
    if (&service != &asked && contains(command_text(project, service), "renew")) return true;
  for (const project::File& file : project.files) {
    const bool counts = file.kind == project::FileKind::script || file.kind == project::FileKind::entrypoint ||
                        file.kind == project::FileKind::makefile || file.kind == project::FileKind::ci ||
                        file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation ||
                        file.kind == project::FileKind::other;
    if (!counts || !file.has_content) continue;
    const std::string_view text = project.sources[file.source].text();
    if (contains(text, "certbot") && contains(text, " renew")) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->title != "Certbot" || is_short_lived(*service.stack))
    return report.skip();
  const std::string text = command_text(report.project(), service);
  const bool renews = contains(text, "renew ") || contains(text, "renew;") || text.ends_with("renew");
  if (!renews && !contains(text, "certonly") && !contains(text, "--standalone") && !contains(text, "--webroot"))
    return report.skip();
  if (renews) {
    // A loop, or an engine that starts it again and again.
    for (const std::string_view word : {"while", "until ", "sleep", "cron"})
      if (contains(text, word)) return;
    const std::string_view restart = service.definition->restart.value;
    if ((!restart.empty() && restart != "no") || service.definition->deploy != nullptr) return;
  }
  if (renewed_elsewhere(report.project(), service)) return;
  if (renews) {
    report.at(service.command.span.valid() ? service.command.span : service.span,
              "`{}` renews once and ends; nothing starts it again before the ninety days are over", service.name);
    return;
  }
  report.at(service.command.span.valid() ? service.command.span : service.span,
            "`{}` gets the certificate once, and nothing renews it before its ninety days are over", service.name);
}

extern const Rule rule = {
    .code = "SW4442",
    .summary = "Certificate that nothing renews",
    .why = "After ninety days browsers refuse the site.",
    .remedy = "Run `certbot renew` twice a day from a service with a loop or a timer, and reload the proxy after it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::certificate_never_renewed
