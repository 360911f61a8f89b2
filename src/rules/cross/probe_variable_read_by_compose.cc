#include <algorithm>

#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_variable_read_by_compose {

/// Whether what the container gets is made of the variable itself: `POSTGRES_USER: ${POSTGRES_USER}`.
static bool is_made_of(const compose::EnvironmentEntry& entry, std::string_view variable) {
  return entry.source != nullptr && entry.source->origin != nullptr &&
         std::ranges::any_of(entry.source->origin->interpolations,
                             [&](const compose::Interpolation& part) { return part.variable == variable; });
}

/// Interpolations of a value and of all that it holds.
static void look(const project::Service& service, const compose::Value& value, Report& report) {
  for (const compose::Value* const item : value.items) look(service, *item, report);
  if (value.origin == nullptr) return;
  for (const compose::Interpolation& part : value.origin->interpolations) {
    if (part.source != compose::VariableSource::unset || !part.operation.empty()) continue;
    const compose::EnvironmentEntry* const entry = service.definition->variable(part.variable);
    // Where both get it from the environment of whoever starts the stack, both are meant so.
    if (entry == nullptr || !entry->value.has_value() || is_made_of(*entry, part.variable)) continue;
    Builder finding = report.at(
        part.span, "Compose puts nothing in place of `{}` before `{}` sees it; write `$${}` for the container's",
        part.variable, service.name, part.variable);
    finding.note(entry->span, "The container has it");
    note_waiting(finding, service);
  }
}

static void check(const project::Service& service, Report& report) {
  const compose::Healthcheck& probe = service.definition->healthcheck;
  if (!probe || probe.test.source == nullptr) return report.skip();
  // What stands behind the text of CMD-SHELL is given to a shell that does not look at it.
  const compose::Value& test = *probe.test.source;
  if (test.items.size() > 2 && test.items.front()->node != nullptr &&
      test.items.front()->node->resolved().text == "CMD-SHELL")
    return look(service, *test.items[1], report);
  look(service, test, report);
}

extern const Rule rule = {
    .code = "SW4493",
    .summary = "Probe with a variable that Compose replaces by nothing",
    .why =
        "A single dollar sign belongs to Compose, which knows the variables of `.env` and not those of the container: "
        "the probe runs with an empty text and fails.",
    .remedy = "Double the dollar sign, so that the container's shell sees the variable.",
    .references = "https://docs.docker.com/reference/compose-file/interpolation/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_variable_read_by_compose
