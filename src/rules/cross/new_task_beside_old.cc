#include <algorithm>

#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/swarm.h"
#include "rules/rule.h"

namespace seaworthy::rules::new_task_beside_old {

/// A server that takes its data files for its own alone.
static bool is_store(const project::Service& service) {
  using Kind = knowledge::ImageKind;
  return !service.builds && (service.kind == Kind::database || service.kind == Kind::cache ||
                             service.kind == Kind::search || service.kind == Kind::broker);
}

static void check(const project::Service& service, Report& report) {
  const compose::Value* const deploy = service.definition->deploy;
  const compose::Value* const update = deploy != nullptr ? deploy->get("update_config") : nullptr;
  const compose::Value* const order = update != nullptr ? update->get("order") : nullptr;
  if (order == nullptr || order->text != "start-first" || !goes_to_swarm(service)) return report.skip();
  if (is_store(service))
    for (const StatePlace& place : state_places(service)) {
      if ((place.keeper != Keeper::volume && place.keeper != Keeper::bind) || place.mount == nullptr) continue;
      report
          .at(order->span(), "At each update a second `{}` starts on the data files of the first; use `stop-first`",
              service.name)
          .note(place.mount->span(), "Both have them open");
      return;
    }
  const auto on_host =
      std::ranges::find_if(service.definition->ports, [](const compose::Port& port) { return port.mode == "host"; });
  if (on_host == service.definition->ports.end()) return;
  report
      .at(order->span(),
          "An update of `{}` waits for ever: the old task has the port of the host; use `order: stop-first`",
          service.name)
      .severity(Severity::medium)
      .rung(Rung::operate)
      .note(on_host->span(), "Published on the host itself");
}

extern const Rule rule = {
    .code = "SW4161",
    .summary = "Update that starts the new task beside the old one",
    .why =
        "With `start-first` Swarm starts the new task while the old one still runs. Two servers on one set of data "
        "files "
        "refuse or ruin them, and a port of the host is free for one alone.",
    .remedy = "Leave `order` out, or set `stop-first`, for what has data files or a port of the host.",
    .references = "https://docs.docker.com/reference/compose-file/deploy/#update_config",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::new_task_beside_old
