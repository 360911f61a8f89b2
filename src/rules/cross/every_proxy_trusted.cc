#include <algorithm>
#include <string_view>

#include "project/application.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/rate_limiter.h"
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

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (application == nullptr || code == nullptr || is_for_programmers(service)) return report.skip();
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
