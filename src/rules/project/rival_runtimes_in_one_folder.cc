#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::rival_runtimes_in_one_folder {

struct Runtime {
  std::string_view name;
  const project::Dockerfile* dockerfile;
  Span span;
};

/// The language that the shipped stage of a Dockerfile stands on; "" when its base names none.
static std::string_view language(const project::Dockerfile& dockerfile) {
  const dockerfile::Stage* const last = dockerfile.parsed->last_stage();
  if (last == nullptr) return {};
  const knowledge::Image* const image = knowledge::image(last->root().base);
  return image != nullptr && image->kind == knowledge::ImageKind::language ? image->name : std::string_view();
}

static void check(const project::Project& project, Report& report) {
  std::map<std::string_view, std::vector<Runtime>> folders;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const std::string_view name = language(dockerfile);
    if (name.empty() || dockerfile.is_inline) continue;
    const std::size_t slash = dockerfile.path.rfind('/');
    const std::string_view folder =
        slash == std::string_view::npos ? std::string_view() : dockerfile.path.substr(0, slash);
    folders[folder].push_back({name, &dockerfile, dockerfile.parsed->last_stage()->root().from->span});
  }
  bool applies = false;
  for (const auto& [folder, runtimes] : folders) {
    if (runtimes.size() < 2) continue;
    applies = true;
    const auto other = std::find_if(runtimes.begin(), runtimes.end(),
                                    [&](const Runtime& runtime) { return runtime.name != runtimes.front().name; });
    if (other == runtimes.end()) continue;
    report
        .at(runtimes.front().span,
            "`{}` builds on {} and `{}` on {}, in one folder; keep the one that the service is written in",
            runtimes.front().dockerfile->path, runtimes.front().name, other->dockerfile->path, other->name)
        .note(other->span, "`{}` builds on {}", other->dockerfile->path, other->name)
        .subject("the repository");
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW7026",
    .summary = "Dockerfiles of one folder on different runtimes",
    .why =
        "A service has one language: one of the two files builds something that is not this service, and "
        "sooner or later somebody deploys it.",
    .remedy = "Delete the file that does not fit the sources, or move it to the service that it belongs to.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::rival_runtimes_in_one_folder
