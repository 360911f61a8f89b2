#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::h2c_upgrade_forwarded {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* location : file.nginx->directives) {
    if (location->name != "location" || location->child("proxy_pass") == nullptr) continue;
    applies = true;
    const nginx::Directive* upgrade = nullptr;
    bool connection = false;
    for (const nginx::Directive* child : location->children) {
      if (child->name != "proxy_set_header") continue;
      if (child->parameter(0) == "Upgrade" && child->parameter(1) == "$http_upgrade") upgrade = child;
      if (child->parameter(0) == "Connection" && child->parameter(1) == "$http_connection") connection = true;
    }
    // The usual WebSocket setting writes "upgrade" or a map's variable, which h2c does not survive.
    if (upgrade == nullptr || !connection) continue;
    report.at(upgrade->span,
              "The client's Upgrade and Connection headers both pass unchecked; allow `websocket` alone with a `map`");
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5011",
    .summary = "Upgrade to cleartext HTTP/2 forwarded",
    .why = "A client that asks for h2c gets a tunnel to the upstream in which no access rule of the proxy applies.",
    .remedy = "Set `Connection` from a `map $http_upgrade` that knows only `websocket`.",
    .peers = "semgrep:possible-nginx-h2c-smuggling",
    .differs = "semgrep reports the ordinary WebSocket set-up, whose fixed Connection header does not pass h2c on.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::h2c_upgrade_forwarded
