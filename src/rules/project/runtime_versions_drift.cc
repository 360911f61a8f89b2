#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "discover/classify.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::runtime_versions_drift {

struct Use {
  const knowledge::Cycle* cycle;
  const project::Dockerfile* dockerfile;
  const dockerfile::Stage* stage;
  Span span;
  std::string service;  ///< What the file's name says beside its role: "worker" of `Dockerfile.worker.prod`.
};

/// The words of a Dockerfile's name that name neither the kind of file nor what it is for.
static std::string service_of(std::string_view path) {
  const std::string_view name = base_name(path);
  std::string service;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find_first_of("._-", begin), name.size());
    const std::string_view word = name.substr(begin, end - begin);
    begin = end + 1;
    const bool is_kind = equal_ignoring_case(word, "dockerfile") || equal_ignoring_case(word, "containerfile");
    if (!is_kind && discover::role_of_path(word) == discover::Role::unknown) service.append(word).append("-");
  }
  return service;
}

/// Whether one stage takes files from both: several versions are brought together on purpose.
static bool meet(const Use& one, const Use& other) {
  if (one.dockerfile != other.dockerfile) return false;
  return std::ranges::any_of(one.dockerfile->parsed->stages, [&](const dockerfile::Stage* stage) {
    const auto takes_from = [&](const dockerfile::Stage* source) {
      return std::ranges::find(stage->copies_from, source) != stage->copies_from.end();
    };
    return takes_from(one.stage) && takes_from(other.stage);
  });
}

/// Whether a Dockerfile publishes a .NET program together with its runtime, so that no other version ever runs it.
static bool brings_runtime(const project::Dockerfile& dockerfile) {
  return std::ranges::any_of(dockerfile.parsed->instructions, [](const dockerfile::Instruction* instruction) {
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) return false;
    return std::ranges::any_of(instruction->script->commands, [](const shell::Node* node) {
      const shell::Invocation command = shell::invocation(*node);
      return command.program == "dotnet" && command.verb() == "publish" && command.has_flag("--self-contained") &&
             command.option("--self-contained") != "false";
    });
  });
}

static void check(const project::Project& project, Report& report) {
  // Release lines of each language per folder of the tree: Dockerfiles that stand together serve one service,
  // unless their names say otherwise.
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
      uses[{folder, cycle->product}].push_back(
          {cycle, &dockerfile, stage, stage->base_span, service_of(dockerfile.path)});
    }
  }
  bool applies = false;
  for (const auto& [key, found] : uses) {
    if (found.size() < 2) continue;
    applies = true;
    for (const Use& use : found) {
      if (use.cycle == found.front().cycle) continue;
      // `Dockerfile.web` and `Dockerfile.worker` are of two services.
      const std::string& first = found.front().service;
      if (!first.empty() && !use.service.empty() && first != use.service) continue;
      if (meet(use, found.front()) || brings_runtime(*use.dockerfile)) continue;
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
