#include "rules/rule.h"

#include <optional>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::redirect_entry_point_undefined {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->title != "Traefik" ||
      service.command.from != project::Provenance::compose)
    return report.skip();
  bool asks = false;
  std::optional<Traefik> traefik;
  for (const std::string_view word : service.command.words) {
    const std::string small = ascii::lowered(word);
    const bool is_redirect = small.starts_with("--entrypoints.");
    const bool is_challenge = small.starts_with("--certificatesresolvers.");
    const std::string_view key = is_redirect ? ".http.redirections.entrypoint.to=" : ".acme.httpchallenge.entrypoint=";
    const std::size_t at = small.find(key);
    if ((!is_redirect && !is_challenge) || at == std::string::npos) continue;
    const std::string target = small.substr(at + key.size());
    // An address of its own port.
    if (target.starts_with(':') || contains(target, "$")) continue;
    if (!traefik.has_value()) traefik = traefik_of(report.project(), *service.stack);
    if (!traefik.has_value() || traefik->service != &service || !traefik->settings_known) return report.skip();
    asks = true;
    if (traefik->entry_points.contains(target)) continue;
    if (is_redirect)
      report.at(service.command.span, "`{}` redirects to the entry point `{}`, which it does not have", service.name,
                target);
    else
      report.at(service.command.span, "`{}` answers the challenge on the entry point `{}`, which it does not have",
                service.name, target);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4621",
    .summary = "Redirect or challenge on an entry point that does not exist",
    .why =
        "Traefik does not know the entry point: with such a redirect it ends at its start, and with such a challenge "
        "it "
        "never gets a certificate.",
    .remedy = "Name the entry point as it is declared.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::redirect_entry_point_undefined
