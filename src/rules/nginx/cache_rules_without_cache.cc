#include <array>
#include <string_view>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cache_rules_without_cache {

/// A cache of nginx, by the directive that switches it on, and what only tells how it works.
struct Cache {
  std::string_view name;
  std::string_view rule;
};
static constexpr std::array<Cache, 4> caches{{{"proxy_cache", "proxy_cache_valid"},
                                              {"fastcgi_cache", "fastcgi_cache_valid"},
                                              {"uwsgi_cache", "uwsgi_cache_valid"},
                                              {"scgi_cache", "scgi_cache_valid"}}};

/// The caches that some configuration of the repository switches on, or may: a file that writes others is no proof.
static std::array<bool, caches.size()> caches_in_use(const project::Project& project) {
  std::array<bool, caches.size()> used{};
  for (const project::File& file : project.files) {
    if (file.nginx == nullptr) continue;
    for (const nginx::Directive* const directive : file.nginx->directives)
      for (std::size_t i = 0; i < caches.size(); ++i)
        used[i] = used[i] || (directive->name == caches[i].name && directive->parameter(0) != "off");
  }
  return used;
}

static void check(const project::Project& project, Report& report) {
  const std::array<bool, caches.size()> used = caches_in_use(project);
  bool applies = false;
  for (const project::File& file : project.files) {
    if (file.nginx == nullptr) continue;
    std::array<bool, caches.size()> told{};
    for (const nginx::Directive* const directive : file.nginx->directives)
      for (std::size_t i = 0; i < caches.size(); ++i) {
        if (directive->name != caches[i].rule) continue;
        applies = true;
        if (used[i] || told[i]) continue;
        told[i] = true;
        report.at(directive->span, "No `{}` switches a cache on, so nothing is kept and this has no effect",
                  caches[i].name);
      }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW5017",
    .summary = "Rules for a cache that is not switched on",
    .why = "Every request goes on to the program, though the configuration reads as if the proxy spared it most.",
    .remedy = "Define a zone with `proxy_cache_path` and name it, `proxy_cache ZONE`, or leave the rule out.",
    .references = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::cache_rules_without_cache
