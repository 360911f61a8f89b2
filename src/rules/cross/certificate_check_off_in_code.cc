#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::certificate_check_off_in_code {

/// Whether the line stands below a condition on a setting of that name: `if not verify_ssl:`. Whoever calls decides.
static bool is_asked_for(const Source& source, const code::Sign& sign) {
  const auto indent = [](std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); };
  const std::uint32_t at = source.place(sign.span.begin).line;
  const std::size_t own = indent(source.line(at));
  constexpr std::uint32_t reach = 4;
  for (std::uint32_t back = 1; back <= reach && back < at; ++back) {
    const std::string_view line = source.line(at - back);
    if (indent(line) >= own || indent(line) == line.size()) continue;
    const std::string lowered = ascii::lowered(line.substr(indent(line)));
    if (!lowered.starts_with("if") && !lowered.starts_with("elif") && !lowered.starts_with("} else if")) return false;
    return contains(lowered, "verify") || contains(lowered, "insecure") || contains(lowered, "skip");
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!has_code(report.project(), service)) return report.skip();
  // Of one file the first place is told, with the number of those that do the same.
  std::vector<const code::Sign*> signs;
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::tls)) {
    // What somebody has to ask for by a setting of that name.
    const Source& source = report.project().sources[sign->span.file];
    const std::string_view line = source.line(source.place(sign->span.begin).line);
    // A program that looks at the certificates of others takes any.
    if (is_asked_for(source, *sign) || contains(source.text(), "getPeerCertificate")) continue;
    if (contains(line, "skip_tls") || contains(line, "skip_verify") || contains(line, "insecure: true")) continue;
    signs.push_back(sign);
  }
  for (std::size_t at = 0; at < signs.size(); ++at) {
    const code::Sign& sign = *signs[at];
    const auto is_same = [&](const code::Sign* other) {
      return other->span.file == sign.span.file && other->row == sign.row;
    };
    const auto here = signs.begin() + static_cast<std::ptrdiff_t>(at);
    if (std::any_of(signs.begin(), here, is_same)) continue;
    const auto others = std::count_if(here + 1, signs.end(), is_same);
    Builder finding = report.at(sign.span, "In `{}` this {}; give it the authority to trust", service.name,
                                OurWords{sign.row->effect});
    finding.severity(sign.row->severity);
    if (others == 0) continue;
    const code::Sign& next = **std::find_if(here + 1, signs.end(), is_same);
    if (others == 1)
      finding.note(next.span, "This does as well");
    else
      finding.note(next.span, "{} more places of the file do as well, this one first", others);
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
