#include <string>

#include "knowledge/configuration_settings.h"
#include "project/model.h"
#include "rules/rule.h"

namespace seaworthy::rules::variable_beside_its_file {

static void check(const project::Service& service, Report& report) {
  const knowledge::ExclusiveFile* const row =
      service.image != nullptr ? knowledge::exclusive_file(service.image->name) : nullptr;
  if (row == nullptr || service.entrypoint.from == project::Provenance::compose) return report.skip();
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.name.ends_with(row->suffix) || !entry.value.has_value() || entry.value->empty()) continue;
    const std::string_view name = entry.name.substr(0, entry.name.size() - row->suffix.size());
    // Of a name that the image does not know nobody looks at two forms.
    if (knowledge::variable(*service.image, name) == nullptr) continue;
    asks = true;
    const compose::EnvironmentEntry* const plain = service.definition->variable(name);
    // What is empty counts for nothing.
    if (plain == nullptr || !plain->value.has_value() || plain->value->empty()) continue;
    report.at(plain->span, "{} ends when `{}` and `{}` are both given", service.image->title, name, entry.name)
        .note(entry.span, "This is the other form");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4790",
    .summary = "Variable that is given both as a value and as a file",
    .why = "The entrypoint takes the one for a mistake when it finds the other, and ends with an error.",
    .remedy = "Keep the form that names a file and drop the value.",
    .references = "https://github.com/docker-library/postgres/blob/master/docker-entrypoint.sh",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::variable_beside_its_file
