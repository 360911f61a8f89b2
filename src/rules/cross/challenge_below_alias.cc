#include <algorithm>
#include <string_view>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::challenge_below_alias {

/// Whether anything of the repository speaks of answers in a folder that a web server serves.
static bool has_webroot(const project::Project& project) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.has_content && contains(project.sources[file.source].text(), "webroot");
  });
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const nginx::Directive* const directive : file.nginx->directives) {
    if (directive->name != "alias" || directive->parent == nullptr || directive->parent->name != "location") continue;
    const std::string_view location = directive->parent->parameter(directive->parent->parameters.size() - 1);
    if (!contains(location, "/.well-known/acme-challenge")) continue;
    asks = true;
    if (contains(directive->parameter(0), "acme-challenge") || contains(directive->parameter(0), "$")) continue;
    report
        .at(directive->span, "`alias` takes `{}` off the path, below which ACME clients put their answers; use `root`",
            location)
        .confidence(once<has_webroot>(report) ? Confidence::likely : Confidence::possible);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4393",
    .summary = "Answers of an ACME challenge that are looked for elsewhere",
    .why =
        "`certbot --webroot` writes to `.well-known/acme-challenge/` below the folder that it is given. With `alias` "
        "nginx looks for the file in the folder itself, answers 404, and no certificate is ever issued or renewed.",
    .remedy = "Write `root` in place of `alias`, or end the alias with `.well-known/acme-challenge/`.",
    .references =
        "https://eff-certbot.readthedocs.io/en/stable/using.html#webroot "
        "https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "serve ACME challenges where clients put them",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::challenge_below_alias
