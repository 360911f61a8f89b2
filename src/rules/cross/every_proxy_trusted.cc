#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/rate_limiter.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::every_proxy_trusted {

/// Where a text makes a framework believe the header of whoever asks; npos for nowhere.
static std::size_t trust_in(std::string_view text, const knowledge::RateLimiter& limiter, std::size_t& length) {
  for (const std::string_view sign : limiter.blind)
    for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1)) {
      const std::size_t line = text.rfind('\n', at) + 1;
      if (contains(text.substr(line, at - line), "//")) continue;
      length = sign.size();
      return at;
    }
  return std::string_view::npos;
}

/// Whether visitors come through a Traefik of the stack alone, which drops what they write of addresses unless it is
/// told whom to trust.
static bool is_behind_strict_traefik(const project::Project& project, const project::Service& service) {
  if (service.published() || service.definition->network_mode.value == "host") return false;
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  if (std::ranges::none_of(labels, [](const TraefikLabel& label) { return label.section == "routers"; })) return false;
  const std::optional<Traefik> traefik = traefik_of(project, *service.stack);
  if (!traefik.has_value()) return false;
  const auto trusts = [](std::string_view text) { return contains(ascii::lowered(text), "forwardedheaders"); };
  const project::Service& server = *traefik->service;
  return std::ranges::none_of(server.command.words, trusts) &&
         std::ranges::none_of(server.mounted_files, [&](const project::File* file) {
           return file->has_content && trusts(project.sources[file->source].text());
         });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (application == nullptr || code == nullptr || is_for_programmers(service) ||
      is_behind_strict_traefik(project, service))
    return report.skip();
  const Limiter limiter = limiter_of(project, *application);
  if (limiter.row == nullptr || limiter.row->blind.empty()) return report.skip();
  for (const FileId source : code->sources) {
    const Source& text = project.sources[source];
    std::size_t length = 0;
    const std::size_t at = trust_in(text.text(), *limiter.row, length);
    if (at == std::string_view::npos || !may_run_at_start(project, service, text.path())) continue;
    const auto begin = static_cast<std::uint32_t>(at);
    report
        .at({source, begin, begin + static_cast<std::uint32_t>(length)},
            "Whoever writes an `X-Forwarded-For` chooses the address by which `{}` counts requests; say how many "
            "proxies there are, such as `{}`",
            service.name, limiter.row->remedy)
        .note(limiter.dependency->span, "This package counts them");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4347",
    .summary = "Rate limit by an address that visitors choose",
    .why =
        "With `trust proxy` as `true` the framework takes the leftmost address of the header, which the visitor wrote: "
        "a new one for each request passes every limit, and logs name whom the attacker likes.",
    .remedy = "Write the number of proxies in front, or their networks, in place of `true`.",
    .references =
        "https://expressjs.com/en/guide/behind-proxies.html "
        "https://express-rate-limit.mintlify.app/reference/error-codes#err-erl-permissive-trust-proxy",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::every_proxy_trusted
