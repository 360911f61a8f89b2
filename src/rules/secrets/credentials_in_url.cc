#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"
#include "yaml/node.h"

namespace seaworthy::rules::credentials_in_url {

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::inline_value || !entry.value || entry.source == nullptr) continue;
    const yaml::Node* const node = entry.source->node;
    if (node == nullptr || !node->is_scalar()) continue;
    // The text as written: an interpolated password is not the file's secret.
    const auto in_url = password_of_url(node->text);
    const auto password = in_url.has_value() ? in_url : password_of_connection_string(node->text);
    if (!password) continue;
    applies = true;
    const SecretValue value = classify_secret_value(*password);
    if (value == SecretValue::empty || value == SecretValue::reference || password->starts_with("YOUR_")) continue;
    report
        .at(entry.value_span.valid() ? entry.value_span : entry.span,
            "`{}` of `{}` carries a password inside the {}; take it from a secret or a required variable", entry.name,
            service.name, in_url.has_value() ? "URL" : "connection string")
        .severity(is_throwaway(service) ? Severity::low : Severity::high);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW6003",
    .summary = "Password inside a URL or a connection string",
    .why =
        "Connection strings end up in logs, error pages and process lists, and the password stands in the "
        "repository besides.",
    .remedy =
        "Build the URL in the program from a secret file, or interpolate a required variable: "
        "`postgres://app:${DB_PASSWORD:?}@db/app`.",
    .peers = "compose-lint:CL-0021 kics:passwords_and_secrets",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::credentials_in_url
