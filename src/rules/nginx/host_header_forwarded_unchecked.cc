#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::host_header_forwarded_unchecked {

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* header : file.nginx->directives) {
    if (header->name != "proxy_set_header" || (header->parameter(0) != "Host" && header->parameter(0) != "host"))
      continue;
    applies = true;
    const std::string_view value = header->parameter(1);
    if (value != "$http_host" && !value.starts_with("$arg_")) continue;
    report.at(header->parameters[1].span, "`{}` passes on whatever host the client claims; use `$host`", value)
        .fix(Safety::review, "Pass the checked host", header->parameters[1].span, "$host");
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5005",
    .summary = "Client's Host header forwarded unchecked",
    .why =
        "Programs build links, redirects and password mails from the host: an attacker chooses where they "
        "point, and poisons caches.",
    .remedy = "Use `$host`, which is the matched server name, and name the servers explicitly.",
    .peers = "gixy:host_spoofing semgrep:request-host-used",
    .differs = "semgrep also reports `$host`, which is the right one.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::always,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::host_header_forwarded_unchecked
