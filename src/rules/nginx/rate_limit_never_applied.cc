#include "rules/rule.h"

#include <map>
#include <string_view>
#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::rate_limit_never_applied {

static std::string_view zone_of(const nginx::Directive& directive) {
  for (const nginx::Word& word : directive.parameters)
    if (word.text.starts_with("zone=")) return before(word.text.substr(5), ':');
  return {};
}

static void check(const project::Project& project, Report& report) {
  // A zone may be defined in one file and used in any other.
  bool any = false;
  const auto is_used = [&](std::string_view zone) {
    for (const project::File& file : project.files) {
      if (file.nginx == nullptr) continue;
      for (const nginx::Directive* const directive : file.nginx->directives)
        if (directive->name == "limit_req" && zone_of(*directive) == zone) return true;
    }
    return false;
  };
  for (const project::File& file : project.files) {
    if (file.nginx == nullptr) continue;
    for (const nginx::Directive* const directive : file.nginx->directives) {
      if (directive->name != "limit_req_zone") continue;
      const std::string_view zone = zone_of(*directive);
      if (zone.empty()) continue;
      any = true;
      if (is_used(zone)) continue;
      report.at(directive->span, "No `limit_req` uses the zone `{}`, so nothing is limited", zone).subject(file.path);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5208",
    .summary = "Rate limit that is declared and never applied",
    .why = "The zone only counts where a `limit_req` names it: logins and forms stay open to guessing.",
    .remedy = "Add `limit_req zone=NAME burst=N nodelay;` to the locations that need it, or remove the zone.",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "apply the rate limits that they declare",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::rate_limit_never_applied
