#include <algorithm>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::tls_redirect_without_proxy_header {

/// Whether the server of the container ends TLS itself.
static bool speaks_tls(const project::Service& service) {
  for (const project::CommandInForce* const line : {&service.entrypoint, &service.command})
    if (std::ranges::any_of(line->words, [](std::string_view word) {
          return contains(word, "certfile") || contains(word, "ssl") || contains(word, "runserver_plus");
        }))
      return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Application* const application = project::application(report.project(), service);
  if (application == nullptr || !application->program.knows_no_proxy_header.valid()) return report.skip();
  if (speaks_tls(service)) return;
  report
      .at(application->program.knows_no_proxy_header,
          "`{}` redirects what comes without TLS, and takes all that a proxy forwards for such; set "
          "`SECURE_PROXY_SSL_HEADER`",
          service.name)
      .note(service.span, "The server of `{}` has no certificate, so TLS ends in front of it", service.name);
}

extern const Rule rule = {
    .code = "SW4070",
    .summary = "Redirect to TLS in a program that does not see TLS",
    .why =
        "The proxy that ends TLS asks the program over plain HTTP, and the program redirects the visitor to the "
        "address "
        "where they are already: browsers give up after twenty rounds.",
    .remedy =
        "Set `SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")`, and let the proxy set that header "
        "for "
        "every request.",
    .references = "https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_redirect_without_proxy_header
