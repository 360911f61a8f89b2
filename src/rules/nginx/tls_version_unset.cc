#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::tls_version_unset {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* server : file.nginx->directives) {
    if (server->name != "server" || !server->block) continue;
    for (const nginx::Directive* listen : server->children) {
      if (listen->name != "listen") continue;
      bool tls = false;
      for (const nginx::Word& word : listen->parameters) tls = tls || word.text == "ssl" || word.text == "quic";
      if (!tls) continue;
      applies = true;
      // A fragment is included into an http block that may set it.
      if (server->parent->name != "http" || server->inherited("ssl_protocols") != nullptr) break;
      report.at(listen->span,
                "This server leaves the TLS versions to the build of nginx; set `ssl_protocols TLSv1.2 TLSv1.3`");
      break;
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5002",
    .summary = "TLS versions not set",
    .why =
        "Older builds of nginx offer TLS 1.0 and 1.1 by default; which versions are open then depends on the "
        "image of the day.",
    .remedy = "Set `ssl_protocols TLSv1.2 TLSv1.3;` in the http block.",
    .peers = "semgrep:missing-ssl-version",
    .differs = "semgrep does not see a setting in the http block.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::tls_version_unset
