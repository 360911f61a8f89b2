#include <string_view>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_rule_without_value {

/// "Host()" of a rule that asks for no host at all; "" when each matcher has a value.
static std::string_view matcher_without_value(std::string_view rule) {
  for (const std::string_view empty : {"()", "(``)", "(\"\")", "('')"}) {
    const std::size_t open = rule.find(empty);
    if (open == std::string_view::npos || open == 0) continue;
    std::size_t begin = open;
    while (begin > 0 && (lower(rule[begin - 1]) >= 'a' && lower(rule[begin - 1]) <= 'z')) --begin;
    if (begin < open) return rule.substr(begin, open - begin + empty.size());
  }
  return {};
}

/// "Host(app.example.com)" of a rule that gives a value without backticks or quotes; "" when all are quoted.
static std::string_view matcher_without_quotes(std::string_view rule) {
  for (const std::string_view name :
       {"Host(", "HostRegexp(", "HostSNI(", "Path(", "PathPrefix(", "Method(", "ClientIP("}) {
    const std::size_t at = rule.find(name);
    if (at == std::string_view::npos || at + name.size() >= rule.size()) continue;
    const std::string_view rest = rule.substr(at + name.size());
    const std::size_t first = rest.find_first_not_of(' ');
    const std::size_t end = rest.find(')');
    if (first == std::string_view::npos || end == std::string_view::npos || end <= first) continue;
    if (std::string_view("`\"'{").find(rest[first]) == std::string_view::npos && rest[first] != '$')
      return rule.substr(at, name.size() + end + 1);
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const TraefikLabel& label : traefik_labels(service)) {
    if (label.section != "routers" || label.key != "rule") continue;
    any = true;
    const std::string_view matcher = label.settled ? matcher_without_value(label.value) : std::string_view();
    const std::string_view bare = label.settled ? matcher_without_quotes(label.value) : std::string_view();
    if (matcher.empty() && !bare.empty())
      report.at(label.span, "`{}` has no backticks around its value, so Traefik leaves the router `{}` out", bare,
                label.name);
    if (matcher.empty()) continue;
    report
        .at(label.span, "`{}` names nothing, so Traefik leaves the router `{}` out and `{}` is not reached", matcher,
            label.name, service.name)
        .advise("A shell that wrote this file may have run what stood in the backticks: quote its heredoc");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4155",
    .summary = "Router rule whose matcher has no value",
    .why =
        "Traefik logs an error and makes no router, so that every request to the service ends in 404. Such labels come "
        "about when a shell takes the host name between backticks for a command.",
    .remedy = "Write the host between backticks: ``Host(`app.example.com`)``.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_rule_without_value
