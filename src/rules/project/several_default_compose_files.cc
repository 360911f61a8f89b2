#include "rules/rule.h"

#include <string>

#include "compose/load.h"
#include "project/model.h"

namespace seaworthy::rules::several_default_compose_files {

static void check(const project::Project& project, Report& report) {
  const std::span<const std::string_view> names = compose::default_file_names;
  bool applies = false;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::compose) continue;
    const std::size_t slash = file.path.rfind('/');
    const std::string folder(slash == std::string_view::npos ? std::string_view() : file.path.substr(0, slash + 1));
    if (file.path.substr(folder.size()) != names[0] && file.path.substr(folder.size()) != names[1]) continue;
    applies = true;
    for (const std::string_view name : names) {
      const project::File* const other = project.file(folder + std::string(name));
      if (other == nullptr || other == &file || other->path < file.path) continue;
      report
          .at({other->source, 0, 0}, "`{}` is never loaded by default, since `{}` stands beside it and wins",
              other->path, file.path)
          .subject("the repository");
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW7031",
    .summary = "Two default Compose files in one folder",
    .why = "Compose takes the first by name and warns; whoever edits the other wonders why nothing changes.",
    .remedy = "Keep one, or give the other a name that says what it is for and load it with `-f`.",
    .peers = "compose-go:files/multiple-candidates",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::several_default_compose_files
