#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::websocket_upgrade_not_forwarded {

static bool names_websocket(std::string_view path) {
  return contains(path, "/socket.io") || contains(path, "/ws/") || path.ends_with("/ws") ||
         contains(path, "websocket") || contains(path, "/cable") || contains(path, "/_next/webpack-hmr");
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
      bool forwarded = location->child("include") != nullptr;
      // Headers are inherited only by a block that sets none of its own.
      for (const nginx::Directive* block = location; block != nullptr; block = block->parent) {
        bool sets = false;
        for (const nginx::Directive* const child : block->children) {
          if (child->name != "proxy_set_header") continue;
          sets = true;
          forwarded = forwarded || equal_ignoring_case(child->parameter(0), "Upgrade");
        }
        if (sets) break;
        forwarded = forwarded || block->child("include") != nullptr;
      }
      if (forwarded) continue;
      report
          .at(location->name_span, "`{}` is for websockets, but nginx does not pass `Upgrade` on; add the header", path)
          .note(pass->span, "Here it is forwarded without it")
          .note(service.span, "`{}` loads this file", service.name);
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5102",
    .summary = "Websocket path whose upgrade nginx does not forward",
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
