#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/secret_shapes.h"

namespace seaworthy::rules::env_file_with_secrets_in_git {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::env) return report.skip();
  if (report.project().path_state(file.path) == project::PathState::ignored_by_git) return;
  const Source& source = report.project().sources[file.source];
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    std::string_view line = source.line(number);
    if (line.starts_with("export ")) line.remove_prefix(7);
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, equals);
    std::string_view value = line.substr(equals + 1);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    if (!name_is_secret(name) || classify_secret_value(value) != SecretValue::literal) continue;
    const auto begin = static_cast<std::uint32_t>(line.data() - source.text().data());
    report
        .at({file.source, begin, begin + static_cast<std::uint32_t>(line.size())},
            "`{}` is kept in an env file that git does not ignore; ignore the file and commit a template", name)
        .severity(file.role == project::Role::test || file.role == project::Role::example ? Severity::low
                  : file.role == project::Role::development                               ? Severity::medium
                                                                                          : Severity::high);
    return;
  }
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
