#include <algorithm>
#include <string>
#include <vector>

#include "nginx/ast.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::socket_path_not_forwarded {

/// The package by which a service answers Socket.IO; null for none.
static const project::Dependency* socket_server(const project::Project& project, const project::Service& service) {
  if (!service.builds) return nullptr;
  const project::Manifest* const manifest =
      project::manifest_in(project, service.build->directory, project::Ecosystem::node);
  if (manifest == nullptr) return nullptr;
  for (const std::string_view name : {"socket.io", "@nestjs/platform-socket.io"})
    if (const project::Dependency* const found = manifest->dependency(name); found != nullptr && !found->development)
      return found;
  return nullptr;
}

/// Whether the server may listen below another path than `/socket.io/`.
static bool may_have_other_path(const project::Project& project, const project::Service& service) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || !code->whole) return true;
  return std::ranges::any_of(code->sources, [&](FileId id) {
    const std::string_view text = project.sources[id].text();
    return (contains(text, "socket.io") || contains(text, "WebSocketGateway")) && contains(text, "path:");
  });
}

/// A package of the repository that pages connect with; null for none.
static const project::Dependency* socket_client(const project::Project& project) {
  for (const project::Manifest& manifest : project::manifests(project))
    if (manifest.ecosystem == project::Ecosystem::node)
      if (const project::Dependency* const found = manifest.dependency("socket.io-client");
          found != nullptr && !found->development)
        return found;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!project::runs_nginx(service) || service.definition->ports.empty()) return report.skip();
  const project::Dependency* const client = socket_client(project);
  if (client == nullptr) return report.skip();
  std::vector<const project::Service*> seen;
  for (const project::Reference& reference : project::connections(project, service).references) {
    const project::Service* const to = reference.to;
    if (reference.kind != project::ReferenceKind::nginx || to == nullptr || to == &service ||
        std::ranges::find(seen, to) != seen.end())
      continue;
    seen.push_back(to);
    const project::Dependency* const server = socket_server(project, *to);
    // What is published itself may be asked past the proxy.
    if (server == nullptr || !to->definition->ports.empty() || may_have_other_path(project, *to)) continue;
    for (const project::ListenPort& port : project::connections(project, service).listening.ports) {
      const NginxAnswer answer = nginx_answer(project, service, port.port, "", "/socket.io/");
      if (answer.kind != NginxAnswer::Kind::files || answer.location == nullptr) continue;
      report
          .at(answer.location->span, "This answers `/socket.io/` with files, so no page reaches the sockets of `{}`",
              to->name)
          .note(server->span, "`{}` answers them below that path", to->name)
          .note(client->span, "Pages connect with this");
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4269",
    .summary = "Path of Socket.IO that the proxy does not forward",
    .why =
        "Socket.IO asks for `/socket.io/` on the host of the page whatever prefix the rest of the API has; the front "
        "end's own page comes back, and the client tries again for ever.",
    .remedy = "Add a `location /socket.io/` that forwards to the service, with the headers for the upgrade.",
    .references = "https://socket.io/docs/v4/reverse-proxy/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::socket_path_not_forwarded
