#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "nginx/ast.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::fastcgi_parameters_missing {

/// What a FastCGI program is told of a request, as far as the blocks around a `fastcgi_pass` say.
struct Told {
  bool script = false;   ///< `SCRIPT_FILENAME`
  bool request = false;  ///< `REQUEST_METHOD` and its like.
  bool unknown = false;  ///< A file that could not be followed may say more.
};

static Told told_at(const project::Project& project, const nginx::Directive& pass) {
  Told told;
  for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent) {
    bool sets = false;
    for (const nginx::Directive* const child : directives_within(project, *block)) {
      if (child->name == "include") {
        const std::string_view name = base_name(child->parameter(0));
        if (name == "fastcgi.conf") return {.script = true, .request = true};
        if (name == "fastcgi_params") {
          told.request = sets = true;
        } else if (name != "mime.types" && !contains(child->parameter(0), "conf.d/") &&
                   !contains(child->parameter(0), "sites-enabled/")) {
          told.unknown = true;
        }
      }
      if (child->name != "fastcgi_param") continue;
      sets = true;
      told.script = told.script || child->parameter(0) == "SCRIPT_FILENAME";
      told.request = told.request || child->parameter(0) == "REQUEST_METHOD";
    }
    // They are inherited only by a block that sets none of its own.
    if (sets) break;
  }
  return told;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const pass : file->nginx->directives) {
      if (pass->name != "fastcgi_pass") continue;
      asks = true;
      const Told told = told_at(report.project(), *pass);
      if (told.unknown || (told.script && told.request)) continue;
      Builder finding = told.script
                            ? report.at(pass->span,
                                        "PHP is told neither method nor query of a request here; add `include "
                                        "fastcgi_params`")
                            : report.at(pass->span,
                                        "PHP is not told which file to run here; add `fastcgi_param SCRIPT_FILENAME "
                                        "$document_root$fastcgi_script_name`");
      finding.note(service.span, "`{}` loads this file", service.name);
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5605",
    .summary = "FastCGI without the parameters of the request",
    .why =
        "Without `SCRIPT_FILENAME` PHP-FPM answers with an empty page or \"File not found\"; without the rest it knows "
        "no method, query or form.",
    .remedy = "Set `SCRIPT_FILENAME` and `include fastcgi_params` in the block of `fastcgi_pass`.",
    .references = "https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::fastcgi_parameters_missing
