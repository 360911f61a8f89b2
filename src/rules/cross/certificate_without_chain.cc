#include <string_view>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::certificate_without_chain {

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const nginx::Directive* const directive : file.nginx->directives) {
    if (directive->name != "ssl_certificate" || directive->parameters.empty()) continue;
    asks = true;
    const std::string_view path = directive->parameter(0);
    if (!path.ends_with("/cert.pem") || !contains(path, "/letsencrypt/live/")) continue;
    report.at(directive->parameters.front().span,
              "`cert.pem` is the certificate of the server alone; serve `fullchain.pem`, which has the chain as well");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4392",
    .summary = "Certificate that is served without its chain",
    .why =
        "Browsers may know the missing certificate from elsewhere, and `curl`, phones, webhooks and other servers do "
        "not: they refuse the connection with `unable to get local issuer certificate`.",
    .remedy = "Give `ssl_certificate` the `fullchain.pem` that lies beside `cert.pem`.",
    .references = "https://nginx.org/en/docs/http/configuring_https_servers.html#chains",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "serve certificates with their chain",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::certificate_without_chain
