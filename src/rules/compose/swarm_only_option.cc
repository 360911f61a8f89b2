#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::swarm_only_option {

static void refused(std::span<const compose::Secret> defined, std::string_view what, bool by_compose, Report& report) {
  const auto is_external = [](const compose::Secret& secret) {
    return secret.source != nullptr && secret.external.value;
  };
  if (const auto first = std::ranges::find_if(defined, is_external); first != defined.end()) {
    const auto others = std::ranges::count_if(defined, is_external) - 1;
    Builder finding =
        others == 0
            ? report.at(first->name_span,
                        "The {} `{}` is external, which only Swarm has; name a `file` or an `environment`", what,
                        first->name)
            : report.at(first->name_span,
                        "The {} `{}` and {} more are external, which only Swarm has; name a `file` or an `environment`",
                        what, first->name, others);
    finding.peers("compose-cli:secret/external-unsupported")
        .severity(by_compose ? Severity::high : Severity::medium)
        .confidence(by_compose ? Confidence::likely : Confidence::possible);
  }
  for (const compose::Secret& secret : defined) {
    if (secret.source == nullptr || secret.external.value) continue;
    for (const std::string_view key : {"driver", "template_driver"})
      if (const compose::Value* const value = secret.source->get(key); value != nullptr && value->origin != nullptr)
        report
            .at(value->span(), "The {} `{}` names a `{}`, which only Swarm has; name a `file` or an `environment`",
                what, secret.name, key)
            .peers("compose-cli:secret/driver-unsupported")
            .severity(by_compose ? Severity::high : Severity::medium)
            .confidence(by_compose ? Confidence::likely : Confidence::possible);
  }
}

static void check(const project::Stack& stack, Report& report) {
  const StartedBy by = started_by(stack, report.project());
  if (by.swarm != nullptr) return report.skip();
  // Nobody starts it here, and it is meant for a swarm.
  if (by.compose == nullptr && std::ranges::any_of(stack.services, [](const project::Service* service) {
        return is_written_for_swarm(*service);
      }))
    return report.skip();
  refused(stack.model->secrets, "secret", by.compose != nullptr, report);
  refused(stack.model->configs, "config", by.compose != nullptr, report);
  // The rest is ignored without a word. Who starts the stack must be known, or a Swarm stack would be blamed.
  if (by.compose == nullptr) return;
  for (const project::Service* service : stack.services) {
    const compose::Value* const deploy = service->definition->deploy;
    if (!service->active || deploy == nullptr) continue;
    for (const std::string_view key : {"placement", "update_config", "rollback_config", "endpoint_mode", "labels"}) {
      const compose::Value* const value = deploy->get(key);
      if (value == nullptr || value->origin == nullptr) continue;
      report
          .at(value->origin->key_span.valid() ? value->origin->key_span : value->span(),
              "Compose ignores `deploy.{}` of `{}`, which only Swarm reads", key, service->name)
          .note(by.compose->span, "Compose starts the stack here")
          .peers("");
    }
    if (const compose::Value* const mode = deploy->get("mode");
        mode != nullptr && mode->origin != nullptr && mode->text.starts_with("global"))
      report
          .at(mode->span(), "Compose ignores `deploy.mode: {}` of `{}`, which only Swarm reads", mode->text,
              service->name)
          .note(by.compose->span, "Compose starts the stack here")
          .peers("");
    const compose::Value* const policy = deploy->get("restart_policy");
    if (policy == nullptr) continue;
    for (const std::string_view key : {"delay", "window"})
      if (const compose::Value* const value = policy->get(key); value != nullptr && value->origin != nullptr)
        report
            .at(value->origin->key_span.valid() ? value->origin->key_span : value->span(),
                "Compose ignores `deploy.restart_policy.{}` of `{}`, which only Swarm reads", key, service->name)
            .note(by.compose->span, "Compose starts the stack here")
            .peers("");
  }
}

extern const Rule rule = {
    .code = "SW2360",
    .summary = "Option that only Swarm knows",
    .why =
        "Compose refuses external secrets and secret drivers, and ignores placement, rolling updates and labels of "
        "`deploy`: a router that reads labels does not see them.",
    .remedy =
        "Use `file` or `environment` for secrets and service `labels` in place of `deploy.labels`, or deploy the stack "
        "with `docker stack deploy`.",
    .peers = "compose-cli:secret/external-unsupported compose-cli:secret/driver-unsupported",
    .references = "https://docs.docker.com/reference/compose-file/deploy/",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::swarm_only_option
