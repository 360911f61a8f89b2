#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"

namespace seaworthy::rules::security_headers_dropped_in_nested_block {

// Headers whose loss opens something; a missing Server-Timing hurts nobody.
static constexpr std::string_view guarding[] = {
    "x-frame-options", "x-content-type-options", "content-security-policy", "strict-transport-security",
    "referrer-policy", "permissions-policy",     "x-xss-protection",        "cross-origin-opener-policy"};

static bool same(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

using Directives = std::vector<const nginx::Directive*>;

static bool sets(const Directives& directives, std::string_view header) {
  return std::ranges::any_of(directives, [&](const nginx::Directive* each) {
    return each->name == "add_header" && same(each->parameter(0), header);
  });
}

static const nginx::Directive* first_header(const Directives& directives) {
  const auto found = std::ranges::find(directives, "add_header", &nginx::Directive::name);
  return found != directives.end() ? *found : nullptr;
}

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* block : file.nginx->directives) {
    if (!block->block || (block->name != "server" && block->name != "location" && block->name != "if")) continue;
    const nginx::Directive* const own = block->child("add_header");
    if (own == nullptr) continue;
    const Directives inner_headers = directives_within(report.project(), *block);
    // A snippet that cannot be followed may repeat them.
    if (std::ranges::any_of(inner_headers, [](const nginx::Directive* each) { return each->name == "include"; }))
      continue;
    Directives outer_headers;
    for (const nginx::Directive* outer = block->parent; outer != nullptr && first_header(outer_headers) == nullptr;
         outer = outer->parent)
      outer_headers = directives_within(report.project(), *outer);
    if (first_header(outer_headers) == nullptr) continue;
    applies = true;
    for (const std::string_view header : guarding) {
      if (!sets(outer_headers, header) || sets(inner_headers, header)) continue;
      Builder finding = report.at(
          own->span, "`add_header` here drops `{}` and the other headers of the outer block; repeat them", header);
      finding.note(first_header(outer_headers)->span,
                   "They are set here, and inherited only by blocks without `add_header`");
      // A fixed word, as for a health check, is no page.
      if (block->child("return") != nullptr && block->child("proxy_pass") == nullptr) finding.severity(Severity::low);
      break;
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5003",
    .summary = "Security headers dropped in a nested block",
    .why =
        "nginx inherits `add_header` only into blocks that have none of their own: one header for a location "
        "switches off all the others there.",
    .remedy = "Repeat the headers, or put them into a snippet that both blocks include.",
    .peers = "gixy:add_header_redefinition semgrep:header-redefinition",
    .differs = "gixy does not count HSTS; semgrep reports any header.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::security_headers_dropped_in_nested_block
