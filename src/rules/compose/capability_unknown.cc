#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::capability_unknown {

static void look(std::span<const compose::Text> list, std::string_view key, const project::Service& service,
                 Report& report) {
  for (const compose::Text& item : list) {
    if (!is_settled(item.source) || equal_ignoring_case(item.value, "ALL")) continue;
    if (knowledge::capability(item.value) != nullptr) continue;
    report.at(item.span(), "`{}` lists `{}` under `{}`, which is no capability", service.name, item.value, key);
  }
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (definition.cap_add.empty() && definition.cap_drop.empty()) return report.skip();
  look(definition.cap_add, "cap_add", service, report);
  look(definition.cap_drop, "cap_drop", service, report);
}

extern const Rule rule = {
    .code = "SW2375",
    .summary = "Capability that does not exist",
    .why = "The engine refuses to create the container.",
    .remedy = "Write the name as in capabilities(7), such as `NET_BIND_SERVICE`.",
    .references = "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::capability_unknown
