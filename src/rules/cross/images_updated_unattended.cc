#include "rules/rule.h"

#include <algorithm>

#include "knowledge/program_settings.h"
#include "project/model.h"
#include "rules/lib/state.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::images_updated_unattended {

static bool is_on(const project::Service& service, std::string_view variable) {
  const compose::EnvironmentEntry* const entry = service.definition->variable(variable);
  return entry != nullptr && entry->value.has_value() && rules::is_on(*entry->value);
}

/// Whether the updater only tells, or only touches what a label names.
static bool is_bounded(const project::Service& updater, const knowledge::Updater& known) {
  if (std::ranges::any_of(known.bounds, [&](std::string_view bound) { return is_on(updater, bound); })) return true;
  for (const std::string_view word : updater.command.words) {
    for (const std::string_view bound : known.bounds)
      if (bound.starts_with('-') && contains(word, bound)) return true;
    // Names of containers.
    if (updater.command.from == project::Provenance::compose && !word.empty() && !word.starts_with('-') &&
        updater.stack->service(word) != nullptr)
      return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const knowledge::Updater* const known = knowledge::updater(service.definition->image.value);
  if (known == nullptr || !known->replaces) return report.skip();
  if (is_short_lived(*service.stack) || service.stack->role == project::Role::development) return report.skip();
  if (is_bounded(service, *known)) return;
  const project::Service* state = nullptr;
  for (const project::Service* const other : service.stack->services)
    if (other != &service && other->active && keeps_state(*other)) state = other;
  Builder finding = report.at(
      service.definition->image.span(),
      "`{}` replaces every container of the host whenever a tag moves; limit it with `--label-enable`", service.name);
  if (state != nullptr) finding.note(state->span, "`{}` with its data is replaced as well", state->name);
}

extern const Rule rule = {
    .code = "SW4578",
    .summary = "Images that are updated unattended",
    .why =
        "Whatever is published under a tag, a broken release or a stolen account's, runs minutes later: untested, with "
        "nobody watching and no way back.",
    .remedy =
        "Let a bot propose new versions in the repository and deploy from there; or let the updater only report "
        "(`--monitor-only`) or touch labelled containers.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::images_updated_unattended
