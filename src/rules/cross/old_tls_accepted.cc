#include "rules/rule.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "base/leading_words.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::old_tls_accepted {

/// The word of a line by which a proxy other than nginx takes TLS 1.0 or 1.1; "" for none. Traefik: `minVersion:
/// VersionTLS10`; HAProxy: `ssl-min-ver TLSv1.0`; Apache: `SSLProtocol all -SSLv3`.
static std::string_view old_version(std::string_view line) {
  const std::string_view text = ascii::trim(line);
  if (text.empty() || text.front() == '#') return {};
  for (const std::string_view version : {"VersionTLS10", "VersionTLS11"})
    if (const std::size_t at = text.find(version); at != std::string_view::npos && contains(text, "minVersion"))
      return text.substr(at, version.size());
  for (const std::string_view version : {"TLSv1.0", "TLSv1.1", "SSLv3"})
    if (const std::size_t at = text.find(version);
        at != std::string_view::npos && at > 0 && contains(text.substr(0, at), "ssl-min-ver "))
      return text.substr(at, version.size());
  const auto words = leading_words<10>(text);
  if (!equal_ignoring_case(words[0], "SSLProtocol")) return {};
  // `all` has them since they are not taken away; a name alone or with `+` adds one.
  std::string_view old;
  bool removed_first = false, removed_second = false;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (equal_ignoring_case(word, "-TLSv1")) removed_first = true;
    if (equal_ignoring_case(word, "-TLSv1.1")) removed_second = true;
    if (equal_ignoring_case(word, "all") || equal_ignoring_case(word, "+all") || equal_ignoring_case(word, "TLSv1") ||
        equal_ignoring_case(word, "+TLSv1") || equal_ignoring_case(word, "TLSv1.1") ||
        equal_ignoring_case(word, "+TLSv1.1"))
      if (old.empty()) old = word;
  }
  const bool is_all = equal_ignoring_case(old, "all") || equal_ignoring_case(old, "+all");
  return is_all && removed_first && removed_second ? std::string_view() : old;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr ||
      (service.image->kind != knowledge::ImageKind::proxy && service.image->name != "httpd"))
    return report.skip();
  bool asks = false;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
    if (!file->has_content || file->nginx != nullptr || file->script != nullptr) continue;
    asks = true;
    const std::string_view text = report.project().sources[file->source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view version = old_version(text.substr(begin, end - begin));
      begin = end + 1;
      if (version.empty()) continue;
      const auto at = static_cast<std::uint32_t>(version.data() - text.data());
      report
          .at({file->source, at, at + static_cast<std::uint32_t>(version.size())},
              "`{}` lets `{}` take versions of TLS before 1.2, which have known attacks; begin with 1.2", version,
              service.name)
          .note(service.span, "`{}` reads this file", service.name);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5600",
    .summary = "Proxy that takes versions of TLS before 1.2",
    .why = "TLS 1.0 and 1.1 have known attacks, were withdrawn in 2021 (RFC 8996), and no browser needs them.",
    .remedy =
        "Traefik: `minVersion: VersionTLS12`; HAProxy: `ssl-min-ver TLSv1.2`; Apache: `SSLProtocol -all +TLSv1.2 "
        "+TLSv1.3`.",
    .references = "https://www.rfc-editor.org/rfc/rfc8996",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "take TLS 1.2 and later alone",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::old_tls_accepted
