#include "rules/rule.h"

#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"

namespace seaworthy::rules::fastcgi_asked_over_http {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.to == nullptr || reference.to == &service ||
        !project::runs_process_manager(report.project(), *reference.to))
      continue;
    if (reference.kind == project::ReferenceKind::environment || reference.kind == project::ReferenceKind::command)
      continue;
    asks = true;
    // Caddy and Apache write the protocol before the host, or in the name of the directive.
    const bool is_http = reference.scheme == "http" || reference.scheme == "https";
    const bool forwards = reference.kind != project::ReferenceKind::nginx || reference.variable == "proxy_pass" ||
                          reference.variable == "server";
    if (!is_http || !forwards ||
        reference.port != project::connections(report.project(), *reference.to).listening.ports.front().port)
      continue;
    report
        .at(reference.span, "`{}` speaks HTTP to `{}`, but PHP-FPM speaks FastCGI alone; pass it on as FastCGI",
            service.name, reference.to->name)
        .note(reference.to->span, "`{}` runs PHP-FPM", reference.to->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4720",
    .summary = "PHP-FPM that is asked over HTTP",
    .why =
        "The first bytes of the request are none that PHP-FPM understands: it closes the connection, and the proxy "
        "answers 502 to every request.",
    .remedy = "Use `fastcgi_pass` with `SCRIPT_FILENAME` in nginx, `php_fastcgi` in Caddy, `proxy:fcgi://` in Apache.",
    .references = "https://www.php.net/manual/en/install.fpm.php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "speak FastCGI to PHP-FPM",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::fastcgi_asked_over_http
