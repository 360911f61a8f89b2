#include <algorithm>
#include <vector>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::forwarded_headers_dropped_in_nested_block {

/// Headers without which a program takes the proxy for the visitor, or its own name for the site's.
static bool tells_of_visitor(std::string_view header) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"Host", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Proto",
                                              "X-Forwarded-Host", "Forwarded"},
      [&](std::string_view each) { return equal_ignoring_case(each, header); });
}

using Directives = std::vector<const nginx::Directive*>;

static const nginx::Directive* header_in(const Directives& directives, std::string_view header) {
  for (const nginx::Directive* const each : directives)
    if (each->name == "proxy_set_header" && equal_ignoring_case(each->parameter(0), header)) return each;
  return nullptr;
}

/// The directives of the nearest outer block that sets headers; none where no block does.
static Directives outer_headers(const project::Project& project, const nginx::Directive& block) {
  for (const nginx::Directive* outer = block.parent; outer != nullptr; outer = outer->parent) {
    Directives found = directives_within(project, *outer);
    std::erase_if(found, [](const nginx::Directive* each) { return each->name != "proxy_set_header"; });
    if (!found.empty()) return found;
  }
  return {};
}

static void check(const project::File& file, Report& report) {
  bool applies = false;
  for (const nginx::Directive* const block : file.nginx->directives) {
    if (!block->block || block->name != "location" || block->child("proxy_set_header") == nullptr ||
        block->child("proxy_pass") == nullptr)
      continue;
    const Directives own = directives_within(report.project(), *block);
    // What cannot be followed may repeat them.
    if (std::ranges::any_of(own, [](const nginx::Directive* each) { return each->name == "include"; })) continue;
    const Directives outer = outer_headers(report.project(), *block);
    if (outer.empty()) continue;
    applies = true;
    for (const nginx::Directive* const lost : outer) {
      if (!tells_of_visitor(lost->parameter(0)) || header_in(own, lost->parameter(0)) != nullptr) continue;
      report
          .at(block->child("proxy_set_header")->span,
              "`proxy_set_header` here drops `{}` and the other headers of the outer block; repeat them",
              lost->parameter(0))
          .note(lost->span, "It is set here, and inherited only by blocks without `proxy_set_header`");
      break;
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5016",
    .summary = "Forwarded headers dropped in a nested block",
    .why =
        "nginx inherits `proxy_set_header` only into blocks that have none of their own. A location that sets two "
        "headers for WebSockets sends no `Host` and no address of the visitor any more: the program sees the name of "
        "the upstream, refuses the origin, or limits the proxy as if it were one visitor.",
    .remedy = "Repeat the headers, or put them into a snippet that both blocks include.",
    .references = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "send the same headers from all locations",
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::forwarded_headers_dropped_in_nested_block
