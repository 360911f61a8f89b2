#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::version_shown {

static void check(const project::File& file, Report& report) {
  for (const nginx::Directive* http : file.nginx->directives) {
    if (http->name != "http" || !http->block) continue;
    const nginx::Directive* const tokens = http->child("server_tokens");
    if (tokens != nullptr && tokens->parameter(0) != "on") return;
    if (tokens == nullptr && http->child("include") != nullptr && http->child("server") == nullptr)
      return report.skip();
    report.at(tokens != nullptr ? tokens->span : http->name_span,
              "Every answer names the version of nginx; set `server_tokens off`");
    return;
  }
  report.skip();
}

extern const Rule rule = {
    .code = "SW5013",
    .summary = "Server version shown",
    .why = "Scanners pick their targets by version; the header saves them the guess.",
    .remedy = "Set `server_tokens off;` in the http block.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "hide the server version",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::version_shown
