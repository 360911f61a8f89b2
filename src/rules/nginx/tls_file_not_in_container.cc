#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tls_file_not_in_container {

/// Directives with a file of TLS or of accounts, without which nginx does not start or answers nobody.
constexpr std::string_view file_directives =
    "ssl_certificate ssl_certificate_key ssl_dhparam ssl_client_certificate ssl_trusted_certificate ssl_password_file "
    "ssl_session_ticket_key auth_basic_user_file";

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      if (!is_one_of(file_directives, directive->name)) continue;
      const std::string_view path = directive->parameter(0);
      if (!path.starts_with('/') || contains(path, "$")) continue;
      asks = true;
      // An image that is built may make it; what stands on a volume is made by somebody else.
      if (service.builds) continue;
      const compose::Mount* const mount = project::mount_over(service, path);
      if (mount == nullptr) {
        bool granted = false;
        for (const compose::SecretGrant& grant : service.definition->secrets)
          granted = granted || path == grant.target || (contains(path, "/run/secrets/") && path.ends_with(grant.name));
        for (const compose::SecretGrant& grant : service.definition->configs) granted = granted || path == grant.target;
        // The command may write it before nginx starts.
        if (granted || service.command.from == project::Provenance::compose ||
            service.entrypoint.from == project::Provenance::compose)
          continue;
        report
            .at(directive->span, "`{}` is on no mount of `{}`, and the image has nothing there; mount it", path,
                service.name)
            .note(service.span, "These are all mounts of `{}`", service.name);
        return;
      }
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5100",
    .summary = "Certificate or key that is not in nginx's container",
    .why =
        "nginx does not start without the files that `ssl_certificate`, `ssl_certificate_key` and `ssl_dhparam` name, "
        "and refuses everybody without the one of `auth_basic_user_file`.",
    .remedy = "Mount the folder with the certificate, or correct the path.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "find their certificates",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_file_not_in_container
