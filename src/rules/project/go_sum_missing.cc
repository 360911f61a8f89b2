#include <algorithm>
#include <string>

#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::go_sum_missing {

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::go || base_name(manifest.file->path) != "go.mod" ||
        manifest.dependencies.empty() || manifest.file->role == project::Role::example ||
        manifest.file->role == project::Role::test)
      continue;
    // A library that no image is built of is tried elsewhere.
    const bool is_built = manifest.folder.empty() || std::ranges::any_of(project.dockerfiles, [&](const auto& each) {
                            return project::parent_path(each.file->path) == manifest.folder;
                          });
    if (!is_built) continue;
    any = true;
    const std::string folder = manifest.folder.empty() ? std::string() : std::string(manifest.folder) + "/";
    // A workspace keeps sums of its own, vendored modules need none.
    bool kept = false;
    for (const std::string_view name : {"go.sum", "go.work.sum", "vendor/modules.txt", "vendor"})
      kept = kept || project.path_state(folder + std::string(name)) != project::PathState::missing;
    if (kept || project.path_state("go.work") != project::PathState::missing) continue;
    bool makes = false;
    for (const project::File& file : project.files) {
      if (!file.has_content || file.kind == project::FileKind::readme) continue;
      const std::string_view text = project.sources[file.source].text();
      makes = makes || contains(text, "go mod tidy") || contains(text, "-mod=mod") || contains(text, "MOD=mod") ||
              contains(text, "GONOSUMCHECK");
    }
    Builder finding =
        makes ? report.at(manifest.dependencies.front().span,
                          "No `go.sum` is kept beside `{}`, so every build takes what the network gives unchecked",
                          manifest.file->path)
              : report.at(manifest.dependencies.front().span,
                          "There is no `go.sum` beside `{}`, so `go build` ends with \"missing go.sum entry\"",
                          manifest.file->path);
    if (makes) finding.severity(Severity::medium).rung(Rung::resist);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7201",
    .summary = "Go module without go.sum",
    .why =
        "Go refuses to build with modules whose sums it does not know; and without them nobody sees a changed module.",
    .remedy = "Run `go mod tidy` and commit `go.sum`.",
    .references = "https://go.dev/ref/mod#go-sum-files",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::go_sum_missing
