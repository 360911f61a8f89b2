#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "nginx/ast.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::websocket_upgrade_not_forwarded {

static bool names_websocket(std::string_view path) {
  return contains(path, "/socket.io") || contains(path, "/ws/") || path.ends_with("/ws") ||
         contains(path, "websocket") || contains(path, "/cable") || contains(path, "/_next/webpack-hmr");
}

/// Whether the code of a service accepts websockets that have no other way: a library that falls back to plain
/// requests, such as Socket.IO, works without them.
static bool serves_websockets(const project::Project& project, const project::Service& service) {
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr) return false;
  return std::ranges::any_of(folder->sources, [&](FileId source) {
    const std::string_view path = project.sources[source].path();
    const std::string_view text = project.sources[source].text();
    if (path.ends_with(".go")) return contains(text, "websocket.Upgrader{") || contains(text, "websocket.Accept(");
    if (path.ends_with(".py")) return contains(text, "@app.websocket(") || contains(text, "@router.websocket(");
    return contains(text, "new WebSocketServer(") || contains(text, "new WebSocket.Server(") ||
           contains(text, "@WebSocketGateway(");
  });
}

/// An `include` that could not be followed, of other files than those that nginx ships.
static bool may_pass_upgrade(const nginx::Directive& directive) {
  return directive.name == "include" && !contains(directive.parameter(0), "mime.types") &&
         !contains(directive.parameter(0), "conf.d/") && !contains(directive.parameter(0), "sites-enabled/");
}

static bool passes_upgrade(const nginx::Directive* directive) {
  return (directive->name == "proxy_set_header" && equal_ignoring_case(directive->parameter(0), "Upgrade")) ||
         may_pass_upgrade(*directive);
}

/// Reports the way to a program with websockets when nothing that nginx loads passes their upgrade on; true when there
/// is such a program.
static bool check_programs(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  // Locations by the hundred may lead to one program, whose whole code is searched.
  std::vector<const project::Service*> without;
  for (const project::Reference& reference : project::connections(project, service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr ||
        !reference.scheme.starts_with("http") || std::ranges::find(without, reference.to) != without.end())
      continue;
    if (!serves_websockets(project, *reference.to)) {
      without.push_back(reference.to);
      continue;
    }
    const std::vector<const project::File*> files = project::nginx_files(project, service);
    if (std::ranges::any_of(files, [](const project::File* file) {
          return std::ranges::any_of(file->nginx->directives, passes_upgrade);
        }))
      return true;
    report
        .at(reference.upstream.valid() ? reference.upstream : reference.span,
            "`{}` accepts websockets, but nginx does not pass `Upgrade` on; add the header", reference.to->name)
        .note(reference.to->span, "This is `{}`", reference.to->name);
    return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const location : file->nginx->directives) {
      if (location->name != "location" || !location->block || location->parameters.empty()) continue;
      const std::string_view path = location->parameter(location->parameters.size() - 1);
      const nginx::Directive* const pass = location->child("proxy_pass");
      if (!names_websocket(path) || pass == nullptr) continue;
      asks = true;
      bool forwarded = false;
      // Headers are inherited only by a block that sets none of its own.
      for (const nginx::Directive* block = location; block != nullptr; block = block->parent) {
        bool sets = false;
        for (const nginx::Directive* const child : directives_within(report.project(), *block)) {
          forwarded = forwarded || may_pass_upgrade(*child);
          if (child->name != "proxy_set_header") continue;
          sets = true;
          forwarded = forwarded || equal_ignoring_case(child->parameter(0), "Upgrade");
        }
        if (sets) break;
      }
      if (forwarded) continue;
      report
          .at(location->name_span, "`{}` is for websockets, but nginx does not pass `Upgrade` on; add the header", path)
          .note(pass->span, "Here it is forwarded without it")
          .note(service.span, "`{}` loads this file", service.name);
      return;
    }
  if (!check_programs(service, report) && !asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5102",
    .summary = "Websockets whose upgrade nginx does not forward",
    .why =
        "nginx drops the hop-by-hop headers `Upgrade` and `Connection` unless told to pass them on: websocket "
        "connections fail with 400.",
    .remedy =
        "Add `proxy_http_version 1.1;`, `proxy_set_header Upgrade $http_upgrade;` and `proxy_set_header Connection "
        "'upgrade';`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::websocket_upgrade_not_forwarded
