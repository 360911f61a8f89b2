#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::file_variable_not_read {

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.image->variables.empty() ||
      service.entrypoint.from == project::Provenance::compose || service.command.script != nullptr)
    return report.skip();
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.name.ends_with("_FILE") || !entry.value.has_value() || !entry.value->starts_with("/run/secrets/"))
      continue;
    const std::string_view base = entry.name.substr(0, entry.name.size() - 5);
    const knowledge::ImageVariable* known = nullptr;
    for (const knowledge::ImageVariable& variable : service.image->variables)
      if (variable.name == base) known = &variable;
    const bool is_its_own = service.image->variables_complete && !service.image->variable_prefix.empty() &&
                            entry.name.starts_with(service.image->variable_prefix);
    const bool is_read = knowledge::variable(*service.image, entry.name) != nullptr;
    if (known == nullptr && !is_its_own && !is_read) continue;
    asks = true;
    if (is_read) continue;
    if (known == nullptr) {
      // It starts all the same, as if no secret were given.
      report.at(entry.span, "{} reads no `{}`, so the secret never arrives", service.image->title, entry.name)
          .note(service.definition->image.span(), "The image of `{}`", service.name)
          .severity(Severity::high)
          .rung(Rung::resist);
      continue;
    }
    report
        .at(entry.span, "{} reads `{}` but no `{}`, so the secret never arrives", service.image->title, base,
            entry.name)
        .note(service.definition->image.span(), "The image of `{}`", service.name)
        .severity(known->required ? Severity::high : Severity::medium);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4248",
    .summary = "Secret given by a `_FILE` variable that the image does not read",
    .why = "Only images whose entrypoint reads such files know these names; for others the value is not set at all.",
    .remedy = "Give the value itself from the environment, or read the file in a wrapper around the entrypoint.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::file_variable_not_read
