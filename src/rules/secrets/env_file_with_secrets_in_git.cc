#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_file_with_secrets_in_git {

/// Whether what it opens lives for one run of tests: `ci/base.env`, `.env.testing-ci`.
static bool is_for_tests(const project::File& file) {
  if (file.role == project::Role::test || file.role == project::Role::ci) return true;
  const std::string_view name = base_name(file.path);
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("-_.", begin), name.size());
    if (is_one_of("test tests testing ci e2e", name.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::env) return report.skip();
  if (report.project().path_state(file.path) == project::PathState::ignored_by_git) return;
  const Source& source = report.project().sources[file.source];
  std::vector<SecretLine> secrets = secrets_of_env_file(source);
  std::erase_if(secrets, [](const SecretLine& each) { return each.value != SecretValue::literal; });
  if (secrets.empty()) return;
  const SecretLine& first = secrets.front();
  const Span place{file.source, first.begin, first.end};
  Builder finding =
      secrets.size() == 1
          ? report.at(place,
                      "`{}` is kept in an env file that git does not ignore; ignore the file and commit a template",
                      first.name)
          : report.at(place,
                      "`{}` and {} more secrets are kept in an env file that git does not ignore; ignore the file and "
                      "commit a template",
                      first.name, secrets.size() - 1);
  constexpr std::size_t most_named = 8;
  for (std::size_t i = 1; i < secrets.size() && i < most_named; ++i)
    finding.note({file.source, secrets[i].begin, secrets[i].end}, "`{}` as well", secrets[i].name);
  finding.severity(is_for_tests(file) || file.role == project::Role::example ? Severity::low
                   : file.role == project::Role::development                 ? Severity::medium
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
