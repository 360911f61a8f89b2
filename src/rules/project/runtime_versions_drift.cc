#include "rules/rule.h"

#include <map>
#include <utility>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"

namespace seaworthy::rules::runtime_versions_drift {

struct Use {
  const knowledge::Cycle* cycle;
  Span span;
};

static void check(const project::Project& project, Report& report) {
  // Release lines of each language per folder of the tree: Dockerfiles that stand together serve one service.
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Use>> uses;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const std::size_t slash = dockerfile.path.rfind('/');
    const std::string_view folder =
        slash == std::string_view::npos ? std::string_view() : dockerfile.path.substr(0, slash);
    for (const dockerfile::Stage* stage : dockerfile.parsed->stages) {
      if (stage->parent != nullptr || !stage->base_known) continue;
      const knowledge::Reference reference = knowledge::parse_reference(stage->base);
      const knowledge::Image* const image = knowledge::image(stage->base);
      if (!reference.valid || reference.tag.empty() || image == nullptr ||
          image->kind != knowledge::ImageKind::language)
        continue;
      const knowledge::Cycle* const cycle = knowledge::cycle(image->end_of_life_product, reference.tag);
      if (cycle == nullptr) continue;
      uses[{folder, cycle->product}].push_back({cycle, stage->base_span});
    }
  }
  bool applies = false;
  for (const auto& [key, found] : uses) {
    if (found.size() < 2) continue;
    applies = true;
    for (const Use& use : found) {
      if (use.cycle == found.front().cycle) continue;
      const bool one_file = use.span.file == found.front().span.file;
      Builder finding =
          report.at(use.span, "This stage runs {} {}, another {} {}; build and run on one version", use.cycle->product,
                    use.cycle->cycle, one_file ? "stage" : "Dockerfile beside it", found.front().cycle->cycle);
      finding.note(found.front().span, "Here it is {} {}", found.front().cycle->product, found.front().cycle->cycle)
          .subject("the repository");
      break;
    }
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW7027",
    .summary = "Different versions of one runtime",
    .why = "What is developed and tested on one version is shipped on another; native modules and syntax differ.",
    .remedy = "Take the version from one place: an ARG before the first FROM, or the toolchain file that CI reads too.",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "uses one version of each runtime",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::runtime_versions_drift
