#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::pattern_location_takes_proxied_files {

static bool passes(const nginx::Directive& block) {
  return std::ranges::any_of(block.children,
                             [](const nginx::Directive* child) { return child->name.ends_with("_pass"); });
}

/// A location of a prefix that a pattern may overrule: `location /admin/ {`.
static bool is_plain_prefix(const nginx::Directive& location) {
  return location.parameters.size() == 1 && location.parameter(0).starts_with('/');
}

/// A location by the endings of files: `location ~* \.(js|css|png)$ {`.
static bool is_by_ending(const nginx::Directive& location) {
  return location.parameters.size() == 2 && (location.parameter(0) == "~" || location.parameter(0) == "~*") &&
         location.parameter(1).starts_with("\\.") && location.parameter(1).ends_with('$');
}

static void check(const project::File& file, Report& report) {
  bool asks = false;
  for (const nginx::Directive* const server : file.nginx->directives) {
    if (server->name != "server" || !server->block) continue;
    for (const nginx::Directive* const pattern : server->children) {
      if (pattern->name != "location" || !pattern->block || !is_by_ending(*pattern)) continue;
      asks = true;
      const bool other_answer = std::ranges::any_of(pattern->children, [](const nginx::Directive* child) {
        return is_one_of("return try_files error_page rewrite if include internal deny", child->name);
      });
      if (passes(*pattern) || other_answer) continue;
      const bool has_files = pattern->child("root") != nullptr || pattern->child("alias") != nullptr;
      const nginx::Directive* const files = pattern->inherited("root");
      for (const nginx::Directive* const prefix : server->children) {
        if (prefix->name != "location" || !prefix->block || !is_plain_prefix(*prefix) || !passes(*prefix)) continue;
        // Files of the program's own front page are often copied to where nginx finds them.
        if (prefix->parameter(0) == "/" && (files != nullptr || has_files)) continue;
        if (has_files) continue;
        report
            .at(pattern->name_span,
                "Files below `{}` with these endings are looked for on disk, not forwarded; write `location ^~ {}`",
                prefix->parameter(0), prefix->parameter(0))
            .note(prefix->name_span, "This prefix is forwarded, and a pattern comes before it");
        break;
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5104",
    .summary = "Location by pattern that takes files of a forwarded prefix",
    .why =
        "nginx prefers a location with a pattern to one with a plain prefix: scripts and styles of the program behind "
        "the prefix get 404 while its pages load.",
    .remedy = "Write `location ^~ /prefix/` so that no pattern is tried for it, or forward in the pattern as well.",
    .references = "https://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::pattern_location_takes_proxied_files
