#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/connections.h"
#include "project/model.h"
#include "project/upstreams.h"
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

/// Whether the secret is one of an account that each of both has for itself: `X_PASSWORD` beside another `X_USER`.
static bool is_of_other_account(const project::Project& project, const project::Service& left,
                                const project::Service& right, std::string_view variable) {
  const std::string stem(variable.substr(0, variable.rfind("_PASS")));
  for (const std::string_view ending : {"_USER", "_USERNAME", "_DEFAULT_USER"}) {
    const auto own = literal_variable(project, left, stem + std::string(ending));
    const auto theirs = literal_variable(project, right, stem + std::string(ending));
    if (own.has_value() && theirs.has_value() && own->value != theirs->value) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Service* const other : neighbours(report.project(), service))
    for (const compose::EnvironmentEntry& entry : service.definition->environment) {
      const compose::EnvironmentEntry* const same = other->definition->variable(entry.name);
      if (!is_shared_secret(entry.name) || same == nullptr || project::is_passed_by(*other, *same)) continue;
      const auto own = literal_variable(report.project(), service, entry.name);
      const auto theirs = literal_variable(report.project(), *other, entry.name);
      if (!own.has_value() || !theirs.has_value()) continue;
      asks = true;
      if (own->value == theirs->value || is_of_other_account(report.project(), service, *other, entry.name)) continue;
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
