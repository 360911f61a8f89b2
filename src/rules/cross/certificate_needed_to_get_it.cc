#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::certificate_needed_to_get_it {

/// Whether any file tells how the first certificate comes about: a placeholder, a standalone or DNS challenge.
static bool is_prepared(const project::Project& project) {
  for (const project::File& file : project.files) {
    using project::FileKind;
    if (!file.has_content ||
        !is_one_of("script entrypoint makefile ci readme documentation compose", discover::name(file.kind)))
      continue;
    const std::string_view text = project.sources[file.source].text();
    for (const std::string_view word : {"openssl req", "--standalone", "--dns-", "mkcert", "init-letsencrypt",
                                        "self-signed", "selfsigned", "snakeoil"})
      if (contains(text, word)) return true;
    // By `--webroot` it needs the server that does not start.
    if (contains(text, "certonly") && !contains(text, "--webroot")) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service) || service.builds || is_short_lived(*service.stack)) return report.skip();
  const project::Service* certbot = nullptr;
  for (const project::Service* const other : service.stack->services)
    if (other->active && other->image != nullptr && other->image->title == "Certbot") certbot = other;
  if (certbot == nullptr) return report.skip();
  const nginx::Directive* certificate = nullptr;
  const nginx::Directive* challenge = nullptr;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (directive->name == "ssl_certificate" && contains(directive->parameter(0), "/letsencrypt/live/"))
        certificate = directive;
      if (directive->name == "location" &&
          contains(directive->parameter(directive->parameters.size() == 2 ? 1 : 0), "acme-challenge"))
        challenge = directive;
    }
  if (certificate == nullptr || challenge == nullptr) return report.skip();
  // A folder of the host may have the certificate already.
  const compose::Mount* const mount = project::mount_over(service, certificate->parameter(0));
  if (mount == nullptr || (mount->type == compose::MountType::bind && !mount->inside_root)) return report.skip();
  if (is_prepared(report.project())) return;
  report
      .at(certificate->span,
          "`{}` does not start without this file, and `{}` gets it only through `{}`; start with a placeholder",
          service.name, certbot->name, service.name)
      .note(challenge->name_span, "The challenge is answered here")
      .note(certbot->span, "`{}` asks for the certificate", certbot->name);
}

extern const Rule rule = {
    .code = "SW4598",
    .summary = "Proxy that needs its certificate in order to get it",
    .why =
        "On a new host nginx ends at once for want of the file, the challenge is never answered, and no certificate "
        "comes.",
    .remedy =
        "Make a self-signed placeholder before the first start, or get the first certificate with `certbot certonly "
        "--standalone`, and say so in a script or in the README.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::certificate_needed_to_get_it
