#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::workflow_in_subfolder {

/// Folders that hold what becomes a repository of its own.
static bool is_template(std::string_view path) {
  for (const std::string_view word : {"template", "example", "sample", "skeleton", "scaffold", "boilerplate", "starter",
                                      "fixture", "test", "vendor", "third_party", "{{", "submodule", "packages/create"})
    if (contains(path, word)) return true;
  return false;
}

static void check(const project::File& file, Report& report) {
  constexpr std::string_view folder = "/.github/workflows/";
  const std::size_t at = file.path.find(folder);
  if (file.kind != project::FileKind::ci) return report.skip();
  if (at == std::string_view::npos || file.role == project::Role::example ||
      file.role == project::Role::template_file || is_template(file.path.substr(0, at)))
    return;
  // A folder of several repositories is none itself.
  using project::PathState;
  if (report.project().path_state(".github") == PathState::missing &&
      report.project().path_state(".gitignore") == PathState::missing)
    return;
  // What came along from another repository brought its own marks.
  if (report.project().path_state(std::string(file.path.substr(0, at)) + "/.git") != PathState::missing) return;
  // A generator of clients writes workflows along with them.
  const std::string_view content = report.project().sources[file.source].text();
  if (contains(content.substr(0, std::min<std::size_t>(content.size(), 300)), "auto generated")) return;
  // Beside workflows of its own, those of a folder that is developed elsewhere came along with its code.
  const bool came_along = report.project().path_state(".github/workflows") == PathState::directory;
  report
      .at({file.source, 0, 0}, "GitHub never runs `{}`: it looks for workflows in `.github/workflows` of the root",
          file.path)
      .severity(came_along ? Severity::low : Severity::medium);
}

extern const Rule rule = {
    .code = "SW4685",
    .summary = "Workflow in a folder where GitHub does not look",
    .why = "Tests, scans or deployments that everybody believes to run have never run.",
    .remedy =
        "Move the workflow to `.github/workflows` of the root, with `working-directory` and `paths` for its part.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::workflow_in_subfolder
