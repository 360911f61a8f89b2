#include <algorithm>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_secret_not_given {

/// Whether `build.secrets` of a service names a secret.
static bool is_given(const compose::Service& service, std::string_view id) {
  const compose::Value* const build = service.build.source;
  const compose::Value* const secrets = build != nullptr ? build->get("secrets") : nullptr;
  if (secrets == nullptr) return false;
  return std::ranges::any_of(secrets->items, [&](const compose::Value* item) {
    for (const std::string_view key : {"target", "source"})
      if (const compose::Value* const named = item->get(key); named != nullptr && base_name(named->text) == id)
        return true;
    return item->text == id;
  });
}

static void check(const project::Service& service, Report& report) {
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (context == nullptr || !service.definition->build) return report.skip();
  bool asks = false;
  for (const dockerfile::Stage* const stage : context->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      for (const dockerfile::Mount& mount : instruction->mounts) {
        if (mount.type != "secret" || mount.id.empty() || contains(mount.id, "$")) continue;
        const bool required = mount.required;
        asks = asks || required;
        if (!required || is_given(*service.definition, mount.id)) continue;
        report
            .at(instruction->span,
                "The build of `{}` requires the secret `{}`, which its `build.secrets` does not name", service.name,
                mount.id)
            .note(service.built_at, "It is built here");
        return;
      }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4497",
    .summary = "Build without a secret that it requires",
    .why = "A secret mount with `required` stops the build when nobody gives the secret.",
    .remedy = "Name it under `build.secrets` and define it at the top level.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::build_secret_not_given
