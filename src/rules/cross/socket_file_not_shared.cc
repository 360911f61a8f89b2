#include <string_view>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::socket_file_not_shared {

/// The path of a socket that a directive forwards to: of `unix:/run/app.sock`, `http://unix:/run/app.sock:/`; "" for
/// none.
static std::string_view socket_of(const nginx::Directive& directive) {
  if (!is_one_of("fastcgi_pass proxy_pass uwsgi_pass scgi_pass grpc_pass server", directive.name)) return {};
  std::string_view text = directive.parameter(0);
  const std::size_t at = text.find("unix:");
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + 5);
  text = text.substr(0, text.find(':'));
  return text.starts_with('/') && !contains(text, "$") ? text : std::string_view();
}

static void check(const project::Service& service, Report& report) {
  // What an image of one's own starts beside nginx may listen there.
  if (service.builds || service.image == nullptr || !project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      const std::string_view socket = socket_of(*directive);
      if (socket.empty()) continue;
      asks = true;
      if (project::mount_over(service, socket) != nullptr) continue;
      report
          .at(directive->span, "`{}` forwards to `{}`, which no mount brings into its container", service.name, socket)
          .note(service.span, "Share its folder by a volume with who listens there, or name that service and its port");
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5519",
    .summary = "Proxy to a socket file that is in another container",
    .why =
        "A socket file is reached inside of one file system alone. Without a volume that both containers have, nginx "
        "answers 502 to every request.",
    .remedy = "Forward to the service by its name and port, or mount one volume over the folder of the socket in both.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::socket_file_not_shared
