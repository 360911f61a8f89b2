#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::secret_declared_not_granted {

static void check(const project::Stack& stack, Report& report) {
  if (stack.model->secrets.empty()) return report.skip();
  for (const compose::Secret& secret : stack.model->secrets) {
    bool used = false;
    const auto grants = [&](std::span<const compose::Service> services) {
      for (const compose::Service& service : services) {
        for (const compose::SecretGrant& grant : service.secrets) used = used || grant.name == secret.name;
        const compose::Value* const build = service.source != nullptr ? service.source->get("build") : nullptr;
        const compose::Value* const needed = build != nullptr ? build->get("secrets") : nullptr;
        if (needed == nullptr) continue;
        for (const compose::Value* item : needed->items) {
          const compose::Value* const source = item->get("source");
          used = used || item->text == secret.name || (source != nullptr && source->text == secret.name);
        }
      }
    };
    grants(stack.model->services);
    grants(stack.model->inactive_services);
    if (used) continue;
    report.at(secret.name_span,
              "The secret `{}` is declared but granted to no service; list it under `secrets` of its reader",
              secret.name);
  }
}

extern const Rule rule = {
    .code = "SW6006",
    .summary = "Secret declared but granted to nobody",
    .why = "The file is prepared and guarded for nothing, or the service that needs it starts without it.",
    .remedy = "Grant it under `secrets:` of the service that reads it, or delete the declaration.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "grant every declared secret",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::secret_declared_not_granted
