#include "rules/rule.h"

#include <string_view>
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::any_origin_with_credentials {

static const nginx::Directive* header(const nginx::Directive& block, std::string_view name) {
  for (const nginx::Directive* const child : block.children)
    if (child->name == "add_header" && equal_ignoring_case(child->parameter(0), name)) return child;
  return nullptr;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  for (const nginx::Directive* const block : file.nginx->directives) {
    if (!block->block) continue;
    const nginx::Directive* const origin = header(*block, "Access-Control-Allow-Origin");
    if (origin == nullptr) continue;
    any = true;
    const nginx::Directive* const credentials = header(*block, "Access-Control-Allow-Credentials");
    if (credentials == nullptr || credentials->parameter(1) != "true") continue;
    // `*` is refused by browsers together with credentials; the request's own origin is not.
    if (origin->parameter(1) == "$http_origin" && block->name != "if") {
      report.at(origin->span, "Every site may act with a visitor's session; allow the origins that are yours")
          .note(credentials->span, "Credentials are allowed here");
    } else if (origin->parameter(1) == "*") {
      report.at(origin->span, "Browsers refuse `*` together with credentials; name the origin")
          .severity(Severity::low)
          .note(credentials->span, "Credentials are allowed here");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5211",
    .summary = "Any origin may use a visitor's session",
    .why = "A page of an attacker reads and changes what the visitor may, with the visitor's cookies.",
    .remedy = "Compare the origin with a `map` of those that are allowed.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::any_origin_with_credentials
