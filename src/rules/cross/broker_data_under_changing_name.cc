#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::broker_data_under_changing_name {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->title != "RabbitMQ" || is_short_lived(*service.stack))
    return report.skip();
  const auto kept = std::ranges::find_if(service.definition->mounts, [](const compose::Mount& mount) {
    return mount.target.starts_with("/var/lib/rabbitmq") && mount.type != compose::MountType::tmpfs;
  });
  if (kept == service.definition->mounts.end()) return report.skip();
  if (service.definition->hostname || service.definition->variable("RABBITMQ_NODENAME") != nullptr ||
      service.definition->network_mode.value == "host")
    return;
  report
      .at(kept->span(), "`{}` keeps its queues in a folder named after its host, which each new container changes",
          service.name)
      .note(service.span, "Set `hostname: {}` here", service.name);
}

extern const Rule rule = {
    .code = "SW4618",
    .summary = "Data of a broker under a name that changes",
    .why =
        "After an update RabbitMQ finds no node of its name and starts empty; the old queues lie beside in the volume.",
    .remedy = "Set `hostname`, which the name of the node and of its folder is made of.",
    .references = "https://hub.docker.com/_/rabbitmq",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .strength = "keep their queues under a fixed name",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::broker_data_under_changing_name
