#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/model.h"

namespace seaworthy::rules::security_headers_dropped_in_nested_block {

// Headers whose loss opens something; a missing Server-Timing hurts nobody.
static constexpr std::string_view guarding[] = {
    "x-frame-options", "x-content-type-options", "content-security-policy", "strict-transport-security",
    "referrer-policy", "permissions-policy",     "x-xss-protection",        "cross-origin-opener-policy"};

static bool same(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

static bool sets(const nginx::Directive& block, std::string_view header) {
  for (const nginx::Directive* child : block.children)
    if (child->name == "add_header" && same(child->parameter(0), header)) return true;
  return false;
}

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* block : file.nginx->directives) {
    if (!block->block || (block->name != "server" && block->name != "location" && block->name != "if")) continue;
    const nginx::Directive* const own = block->child("add_header");
    if (own == nullptr) continue;
    // An included snippet may repeat them.
    if (block->child("include") != nullptr) continue;
    const nginx::Directive* outer = block->parent;
    while (outer != nullptr && outer->child("add_header") == nullptr) outer = outer->parent;
    if (outer == nullptr) continue;
    applies = true;
    for (const std::string_view header : guarding) {
      if (!sets(*outer, header) || sets(*block, header)) continue;
      report.at(own->span, "`add_header` here drops `{}` and the other headers of the outer block; repeat them", header)
          .note(outer->child("add_header")->span,
                "They are set here, and inherited only by blocks without `add_header`");
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
