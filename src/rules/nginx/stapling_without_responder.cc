#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::stapling_without_responder {

/// The certificate of Let's Encrypt that is served where a block says so, or in a server inside of it.
static const nginx::Directive* certificate_below(const nginx::File& file, const nginx::Directive& block) {
  for (const nginx::Directive* const directive : file.directives) {
    if (directive->name != "ssl_certificate" || !contains(directive->parameter(0), "letsencrypt")) continue;
    for (const nginx::Directive* at = directive->parent; at != nullptr; at = at->parent)
      if (at == &block) return directive;
  }
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  for (const nginx::Directive* const directive : file.nginx->directives) {
    if (directive->name != "ssl_stapling" || directive->parameter(0) != "on" || directive->parent == nullptr) continue;
    any = true;
    // Whoever names a responder or a file has a certificate of somebody else.
    if (directive->parent->child("ssl_stapling_responder") != nullptr ||
        directive->parent->child("ssl_stapling_file") != nullptr)
      continue;
    const nginx::Directive* const certificate = certificate_below(*file.nginx, *directive->parent);
    if (certificate == nullptr) continue;
    report
        .at(directive->span,
            "Certificates of Let's Encrypt name no OCSP responder since May 2025; nginx warns and staples nothing")
        .note(certificate->span, "The certificate comes from Let's Encrypt");
    break;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5280",
    .summary = "OCSP stapling for certificates without a responder",
    .why =
        "nginx logs `\"ssl_stapling\" ignored` at each start and reload and sends no status: what looks like a "
        "protection is none.",
    .remedy =
        "Remove `ssl_stapling` and `ssl_stapling_verify`; a certificate of 90 days that is renewed in time needs no "
        "more.",
    .references = "https://letsencrypt.org/2024/12/05/ending-ocsp",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::stapling_without_responder
