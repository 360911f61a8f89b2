#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::config_name_without_version {

static void look_at(std::span<const compose::Secret> defined, std::string_view what,
                    const project::ComposeCommand& swarm, Report& report) {
  for (const compose::Secret& each : defined) {
    if (each.external.value || !each.file || each.source == nullptr) continue;
    const compose::Value* const name = each.source->get("name");
    // Somebody who names it counts its versions there, or knows why not.
    if (name != nullptr && name->origin != nullptr) continue;
    report
        .at(each.name_span,
            "Swarm never changes the {} `{}`: once `{}` differs, the next deployment fails; count a "
            "version in its `name`",
            what, each.name, each.file.value)
        .note(swarm.span, "The stack is deployed to Swarm here");
  }
}

static void check(const project::Stack& stack, Report& report) {
  const project::ComposeCommand* const swarm = started_by(stack, report.project()).swarm;
  if (swarm == nullptr || (stack.model->configs.empty() && stack.model->secrets.empty())) return report.skip();
  look_at(stack.model->configs, "config", *swarm, report);
  look_at(stack.model->secrets, "secret", *swarm, report);
}

extern const Rule rule = {
    .code = "SW2389",
    .summary = "Swarm config or secret that cannot be replaced",
    .why =
        "Configs and secrets of a swarm are immutable. `docker stack deploy` with a changed file ends with \"only "
        "updates "
        "to Labels are allowed\".",
    .remedy = "Give it a name that changes with the file, `name: app_config_${CONFIG_VERSION}`.",
    .references = "https://docs.docker.com/engine/swarm/configs/#example-rotate-a-config",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::config_name_without_version
