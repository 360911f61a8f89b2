#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::weak_tls_version {

static bool is_weak(std::string_view version) {
  return version == "SSLv2" || version == "SSLv3" || version == "TLSv1" || version == "TLSv1.1";
}

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* directive : file.nginx->directives) {
    if (directive->name != "ssl_protocols") continue;
    applies = true;
    for (const nginx::Word& version : directive->parameters) {
      if (!is_weak(version.text)) continue;
      report
          .at(version.span, "`{}` has known attacks and is no longer needed by any browser; keep TLSv1.2 and TLSv1.3",
              version.text)
          .fix(Safety::review, "Keep TLSv1.2 and TLSv1.3",
               join(directive->parameters.front().span, directive->parameters.back().span), "TLSv1.2 TLSv1.3");
      break;
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5001",
    .summary = "Outdated TLS version",
    .why = "Sessions can be downgraded and read; audits and browsers refuse the site.",
    .remedy = "Set `ssl_protocols TLSv1.2 TLSv1.3;` in the http block.",
    .peers = "semgrep:insecure-ssl-version",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::always,
    .strength = "offer only TLS 1.2 and 1.3",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::weak_tls_version
