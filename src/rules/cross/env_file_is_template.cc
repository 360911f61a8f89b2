#include <algorithm>

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::env_file_is_template {

/// `.env.example`, `env.sample`, `.env.dist`: what is committed for others to copy.
static bool is_template(std::string_view path) {
  const std::string_view name = base_name(path);
  for (const std::string_view word : {"example", "sample", "template", ".dist"})
    if (contains(name, word)) return true;
  return false;
}

/// The first credential that a service takes from a file and that has a value there; null for none.
static const compose::EnvironmentEntry* credential_from(const project::Service& service, FileId file) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::env_file || entry.span.file != file || !entry.value.has_value() ||
        !name_is_secret(entry.name))
      continue;
    const SecretValue value = classify_secret_value(*entry.value);
    if (value != SecretValue::empty && value != SecretValue::reference) return &entry;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const Role role = service.stack->role;
  if (service.definition->env_files.empty()) return report.skip();
  for (const compose::EnvFile& file : service.definition->env_files) {
    if (!file.exists || file.source == nullptr || !is_template(file.path)) continue;
    if (report.project().path_state(file.resolved) != project::PathState::file) continue;
    const auto source = std::ranges::find(report.project().files, file.resolved, &project::File::path);
    if (source == report.project().files.end()) continue;
    const compose::EnvironmentEntry* const credential = credential_from(service, source->source);
    if (credential == nullptr) continue;
    Builder finding =
        report.at(file.source->span(), "`{}` runs with `{}` of the template `{}`, which everybody can read",
                  service.name, credential->name, file.path);
    finding.note(credential->span, "This value is in force");
    if (role == Role::development || role == Role::test || role == Role::example || role == Role::ci)
      finding.severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW4366",
    .summary = "Template of an env file that a service runs with",
    .why =
        "A template is committed, so its keys and passwords are public: whoever reads the repository signs sessions "
        "and logs in. Whoever copies it to `.env` and fills that in changes nothing.",
    .remedy = "Let `env_file` name `.env`, ignore that in git, and keep the template without values.",
    .controls = "OWASP Docker:12",
    .references = "https://docs.docker.com/compose/how-tos/environment-variables/set-environment-variables/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::env_file_is_template
