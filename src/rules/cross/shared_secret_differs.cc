#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::shared_secret_differs {

/// Variables that two programs which talk to each other both have under one name; not what each framework signs its own
/// cookies with.
static bool is_shared_secret(std::string_view variable) {
  if (is_one_of("APP_SECRET DJANGO_SECRET_KEY FLASK_SECRET_KEY SESSION_SECRET COOKIE_SECRET", variable)) return false;
  for (const std::string_view ending : {"_PASSWORD", "_SECRET", "_TOKEN", "_API_KEY", "_SECRET_KEY", "_PASS"})
    if (variable.ends_with(ending)) return true;
  return false;
}

static std::vector<const project::Service*> neighbours(const project::Project& project,
                                                       const project::Service& service) {
  std::vector<const project::Service*> found;
  for (const project::Reference& reference : project::connections(project, service).references)
    if (reference.to != nullptr && reference.to != &service && reference.to->active &&
        std::ranges::find(found, reference.to) == found.end())
      found.push_back(reference.to);
  return found;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Service* const other : neighbours(report.project(), service))
    for (const compose::EnvironmentEntry& entry : service.definition->environment) {
      if (!is_shared_secret(entry.name) || other->definition->variable(entry.name) == nullptr) continue;
      const auto own = literal_variable(report.project(), service, entry.name);
      const auto theirs = literal_variable(report.project(), *other, entry.name);
      if (!own.has_value() || !theirs.has_value()) continue;
      asks = true;
      if (own->value == theirs->value) continue;
      report.at(entry.span, "`{}` has another `{}` than `{}`, which it talks to", service.name, entry.name, other->name)
          .note(theirs->span, "`{}` gets its own here", other->name);
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4667",
    .summary = "Secret of one name with two values in services that talk to each other",
    .why = "One of them proves itself with a secret that the other does not know, and is refused.",
    .remedy = "Take both from one variable or one secret.",
    .severity = Severity::medium,
    .confidence = Confidence::possible,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "agree on their secrets",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::shared_secret_differs
