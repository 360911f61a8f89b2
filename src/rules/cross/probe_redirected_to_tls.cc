#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::probe_redirected_to_tls {

static void check(const project::Service& service, Report& report) {
  const std::vector<ProbeAnswer> answers = nginx_probe_answers(report.project(), service);
  if (answers.empty()) return report.skip();
  for (const auto& [request, program, answer] : answers) {
    if (answer.kind != NginxAnswer::Kind::redirect || !request->follows || request->skips_tls_check) continue;
    // BusyBox looks at no certificate.
    if (program == "wget" && (contains(service.image_reference.tag, "alpine") || service.builds)) continue;
    const nginx::Directive& by = *answer.by;
    const std::string_view target = by.parameters.size() > 1 ? by.parameter(1) : by.parameter(0);
    if (!target.starts_with("https://$host") && !target.starts_with("https://localhost")) continue;
    Builder finding =
        report.at(request->span, "`{}` follows nginx's redirect to https://{}, whose certificate has another name",
                  program, request->host);
    finding.note(by.span, "Here nginx redirects `{}`", request->path);
    note_waiting(finding, service);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4317",
    .summary = "Health check that is redirected to TLS",
    .why =
        "The client follows the redirect to `https://localhost`, whose certificate is for another name: the probe "
        "fails every time.",
    .remedy =
        "Answer the probe's path on the plain port before the redirect, or probe with the check of the certificate "
        "switched off.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_redirected_to_tls
