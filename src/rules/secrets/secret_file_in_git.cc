#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_file_in_git {

static void check(const project::Stack& stack, Report& report) {
  if (stack.role == project::Role::test || stack.role == project::Role::example ||
      stack.role == project::Role::development || stack.role == project::Role::ci)
    return report.skip();
  bool asks = false;
  for (const compose::Secret& secret : stack.model->secrets) {
    if (!secret.file || !secret.inside_root || secret.resolved.empty()) continue;
    asks = true;
    const auto path =
        std::ranges::lower_bound(report.project().tree, secret.resolved, {}, &project::Project::TreePath::path);
    if (path == report.project().tree.end() || path->path != secret.resolved || path->directory || path->ignored)
      continue;
    const std::string_view name = base_name(secret.resolved);
    if (contains(name, "example") || contains(name, "sample") || contains(name, "template") || name.ends_with(".pub") ||
        name.ends_with(".crt"))
      continue;
    report
        .at(secret.file.span(), "`{}` holds the secret `{}` and git does not ignore it; ignore the file and change it",
            secret.resolved, secret.name)
        .note(secret.name_span, "The secret");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW6104",
    .summary = "File of a secret that git keeps",
    .why =
        "Everybody who can read the repository, or ever could, has the credential; deleting the file later changes "
        "nothing.",
    .remedy = "Ignore the folder, make the files on each host, and replace what was committed.",
    .controls = "OWASP Docker:12",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep the files of their secrets out of git",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::secret_file_in_git
