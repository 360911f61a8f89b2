#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::router_rule_given_twice {

struct Router {
  const project::Service* service = nullptr;
  std::string_view name;
  std::string rule;  ///< Without blanks.
  Span span;
  std::string entry_points, service_name;
  bool has_priority = false;
};

static std::string without_blanks(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ') result += c;
  return result;
}

static std::vector<Router> routers_of(const project::Stack& stack) {
  std::vector<Router> routers;
  for (const project::Service* const service : stack.services) {
    if (!service->active) continue;
    const std::size_t first = routers.size();
    for (const TraefikLabel& label : traefik_labels(*service)) {
      if (label.section != "routers") continue;
      auto router = std::find_if(routers.begin() + static_cast<std::ptrdiff_t>(first), routers.end(),
                                 [&](const Router& each) { return equal_ignoring_case(each.name, label.name); });
      if (router == routers.end()) {
        routers.push_back({.service = service, .name = label.name});
        router = std::prev(routers.end());
      }
      if (label.key == "rule" && label.settled) {
        // A matcher without a value makes no router at all.
        if (!contains(label.value, "()")) router->rule = without_blanks(label.value);
        router->span = label.span;
      } else if (label.key == "entrypoints") {
        router->entry_points = without_blanks(label.value);
      } else if (label.key == "priority") {
        router->has_priority = true;
      } else if (label.key == "service") {
        router->service_name = label.value;
      }
    }
  }
  return routers;
}

static void check(const project::Stack& stack, Report& report) {
  const std::vector<Router> routers = routers_of(stack);
  if (routers.empty()) return report.skip();
  for (std::size_t second = 1; second < routers.size(); ++second)
    for (std::size_t first = 0; first < second; ++first) {
      const Router& one = routers[first];
      const Router& other = routers[second];
      // One service on two entry points, and two that share the work of one router, are meant so.
      if (one.service == other.service || one.rule.empty() || one.rule != other.rule || contains(one.rule, "$") ||
          one.entry_points != other.entry_points || one.has_priority || other.has_priority ||
          equal_ignoring_case(one.name, other.name))
        continue;
      if (!one.service_name.empty() && one.service_name == other.service_name) continue;
      report
          .at(other.span, "The router `{}` has the rule of `{}`, so only one of `{}` and `{}` gets requests",
              other.name, one.name, one.service->name, other.service->name)
          .note(one.span, "The other router");
      break;
    }
}

extern const Rule rule = {
    .code = "SW4585",
    .summary = "Two Traefik routers with one rule",
    .why = "Traefik gives every request to one of them, and which one that is changes with their names.",
    .remedy = "Give each router a host or path of its own, or a `priority`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "give each router a rule of its own",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::router_rule_given_twice
