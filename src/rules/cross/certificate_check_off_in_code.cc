#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::certificate_check_off_in_code {

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::tls)) {
    // What somebody has to ask for by a setting of that name.
    const Source& source = report.project().sources[sign->span.file];
    const std::string_view line = source.line(source.place(sign->span.begin).line);
    if (contains(line, "skip_tls") || contains(line, "skip_verify") || contains(line, "insecure: true")) continue;
    report.at(sign->span, "In `{}` this {}; give it the authority to trust", service.name, OurWords{sign->row->effect})
        .severity(sign->row->severity);
  }
}

extern const Rule rule = {
    .code = "SW4813",
    .summary = "Code that takes any certificate",
    .why = "Whoever stands between the two ends can read and change everything, as if there were no TLS.",
    .remedy = "Give the program the certificate of the authority that signed the other end.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::certificate_check_off_in_code
