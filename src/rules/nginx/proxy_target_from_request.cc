#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::proxy_target_from_request {

// Variables that a client fills.
static constexpr std::string_view tainted[] = {"$arg_",         "$http_",       "$cookie_", "$args",
                                               "$query_string", "$request_uri", "$uri",     "$document_uri",
                                               "$host",         "$1",           "$2",       "$3"};

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* pass : file.nginx->directives) {
    if (pass->name != "proxy_pass" || pass->parameters.empty()) continue;
    applies = true;
    const std::string_view target = pass->parameter(0);
    const std::size_t scheme = target.find("://");
    std::string_view authority = target.substr(scheme == std::string_view::npos ? 0 : scheme + 3);
    authority = authority.substr(0, authority.find('/'));
    // Behind a fixed host, a variable is part of the path.
    if (!authority.starts_with('$') && authority.find("$") != std::string_view::npos &&
        authority.substr(0, authority.find('$')).find(':') != std::string_view::npos)
      continue;
    // A path from the request begins with `/`, which ends the host in front of it.
    for (const std::string_view path : {"$request_uri", "$uri", "$document_uri"})
      if (const std::size_t at = authority.find(path); at != std::string_view::npos && at > 0)
        authority = authority.substr(0, at);
    bool internal = false;
    for (const nginx::Directive* block = pass->parent; block != nullptr; block = block->parent)
      internal = internal || block->child("internal") != nullptr;
    if (internal) continue;
    for (const std::string_view variable : tainted) {
      if (authority.find(variable) == std::string_view::npos) continue;
      report.at(pass->parameters[0].span,
                "The client chooses the host that `proxy_pass {}` asks; fix the host, or add `internal`", target);
      break;
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5006",
    .summary = "Proxy target taken from the request",
    .why =
        "The server fetches any address for the attacker: databases and admin pages of the inner network, "
        "metadata services of the cloud.",
    .remedy = "Write the host out, choose among known ones with `map`, or mark the location `internal`.",
    .peers = "gixy:ssrf semgrep:dynamic-proxy-host semgrep:dynamic-proxy-scheme semgrep:missing-internal",
    .differs =
        "Variables that the configuration itself sets to a fixed host, the usual way to resolve a name at "
        "run time, are no finding.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::proxy_target_from_request
