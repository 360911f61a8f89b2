#include "rules/rule.h"

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::directory_listing {

static void check(const project::File& file, Report& report) {
  bool any = false;
  for (const nginx::Directive* const directive : file.nginx->directives) {
    if (directive->name == "server") any = true;
    if (directive->name != "autoindex" || directive->parameter(0) != "on") continue;
    // Behind a login or for named addresses it is a tool.
    if (directive->parent != nullptr &&
        (directive->parent->inherited("auth_basic") != nullptr ||
         directive->parent->inherited("auth_request") != nullptr || directive->parent->inherited("deny") != nullptr ||
         directive->parent->inherited("internal") != nullptr))
      continue;
    report.at(directive->span, "Everybody may list the files of this folder; turn `autoindex` off");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5210",
    .summary = "Folder contents listed to everybody",
    .why = "Backups, dumps and half-finished files are found by whoever looks.",
    .remedy = "Remove `autoindex on`, or keep the location behind a login.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::directory_listing
