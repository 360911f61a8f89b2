#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tls_port_without_ssl {

/// The port of an address of `listen`, as written.
static std::string_view port_of(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  return colon == std::string_view::npos ? address : address.substr(colon + 1);
}

static bool speaks_tls(const nginx::Directive& listen) {
  return std::ranges::any_of(listen.parameters,
                             [](const nginx::Word& word) { return word.text == "ssl" || word.text == "quic"; });
}

/// A server for 443 none of whose addresses has `ssl`; null where one has, or an older switch is on.
static const nginx::Directive* plain_listen(const nginx::Directive& server) {
  const nginx::Directive* found = nullptr;
  for (const nginx::Directive* const child : server.children) {
    if (child->name == "ssl" && child->parameter(0) == "on") return nullptr;
    if (child->name != "listen" || child->parameters.empty()) continue;
    if (speaks_tls(*child) || contains(child->parameter(0), "$")) return nullptr;
    // What another proxy hands on without its TLS may come in here as well.
    if (port_of(child->parameter(0)) == "443" && found == nullptr) found = child;
  }
  return found;
}

/// The certificate of a server: its own, or one that a file gives to all, as an include of the `http` block does.
static const nginx::Directive* certificate_of(const project::Project& project,
                                              const std::vector<const project::File*>& files,
                                              const nginx::Directive& server) {
  for (const nginx::Directive* const child : directives_within(project, server))
    if (child->name == "ssl_certificate") return child;
  if (const nginx::Directive* const found = server.inherited("ssl_certificate"); found != nullptr) return found;
  for (const project::File* const file : files)
    for (const nginx::Directive* const directive : file->nginx->root->children)
      if (directive->name == "ssl_certificate") return directive;
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  const std::vector<const project::File*> files = project::nginx_files(report.project(), service);
  for (const project::File* const file : files)
    for (const nginx::Directive* const server : file->nginx->directives) {
      if (server->name != "server" || !server->block) continue;
      // With a certificate it is meant to speak TLS.
      const nginx::Directive* const certificate = certificate_of(report.project(), files, *server);
      if (certificate == nullptr) continue;
      asks = true;
      const nginx::Directive* const listen = plain_listen(*server);
      if (listen == nullptr) continue;
      report
          .at(listen->span, "This `listen` lacks `ssl`, so nginx of `{}` speaks plain HTTP on 443; add the word",
              service.name)
          .note(certificate->span, "This certificate is never used");
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5601",
    .summary = "Port 443 of nginx without `ssl`",
    .why = "Browsers begin with TLS, get a page in plain text, and show a protocol error.",
    .remedy = "Write `listen 443 ssl;`, also for the address of IPv6.",
    .references = "https://nginx.org/en/docs/http/configuring_https_servers.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::tls_port_without_ssl
