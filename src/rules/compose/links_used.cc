#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::links_used {

static void check(const project::Service& service, Report& report) {
  if (service.definition->links.empty()) return report.skip();
  for (const compose::Text& link : service.definition->links) {
    const std::string_view target = before(link.value, ':');
    const std::string_view alias = target.size() == link.value.size() ? target : link.value.substr(target.size() + 1);
    if (alias == target) {
      report.at(link.span(), "`{}` reaches `{}` by its name without a link; use `depends_on` for the order",
                service.name, target);
    } else {
      report.at(link.span(), "`{}` links `{}` as `{}`; give it that alias in a network instead", service.name, target,
                alias);
    }
  }
}

extern const Rule rule = {
    .code = "SW2368",
    .summary = "Links between services",
    .why =
        "Links are of the time before networks: services of a network find each other by name anyway, and Swarm "
        "ignores links.",
    .remedy = "Drop `links`; use `depends_on` for the order of start and `networks.NAME.aliases` for other names.",
    .references = "https://docs.docker.com/engine/network/links/",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::links_used
