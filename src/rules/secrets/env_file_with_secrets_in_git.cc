#include "rules/rule.h"

#include <optional>

#include "project/model.h"
#include "rules/lib/secret_shapes.h"

namespace seaworthy::rules::env_file_with_secrets_in_git {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::env) return report.skip();
  if (report.project().path_state(file.path) == project::PathState::ignored_by_git) return;
  const Source& source = report.project().sources[file.source];
  const std::optional<SecretLine> secret = first_literal_secret(source);
  if (!secret.has_value()) return;
  report
      .at({file.source, secret->begin, secret->end},
          "`{}` is kept in an env file that git does not ignore; ignore the file and commit a template", secret->name)
      .severity(file.role == project::Role::test || file.role == project::Role::example ? Severity::low
                : file.role == project::Role::development                               ? Severity::medium
                                                                                        : Severity::high);
}

extern const Rule rule = {
    .code = "SW6008",
    .summary = "Env file with credentials not ignored by git",
    .why = "The next `git add .` publishes the credentials, and history keeps them for ever.",
    .remedy = "Add the file to .gitignore, commit `.env.example` with empty values, and change what was committed.",
    .peers = "kics:passwords_and_secrets",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep env files with credentials out of git",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::env_file_with_secrets_in_git
