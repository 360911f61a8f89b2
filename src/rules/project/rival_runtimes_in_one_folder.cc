#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "knowledge/image_kinds.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/words.h"

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
  if (image == nullptr || image->kind != knowledge::ImageKind::language) return {};
  // Two publishers' images of one runtime are no rivals.
  return image->end_of_life_product.empty() ? image->name : image->end_of_life_product;
}

/// The last part of a name that tells one Dockerfile of a folder from the others: "python" of `e2e-python.dockerfile`,
/// "dev" of `Dockerfile.dev`, "" of `Dockerfile`.
static bool is_for_an_environment(std::string_view path) {
  std::string name;
  for (const char c : base_name(path)) name.push_back(lower(c));
  constexpr std::string_view word = "dockerfile";
  const std::size_t at = name.find(word);
  if (at == std::string::npos) return false;
  name.erase(at, word.size());
  std::string_view rest = name;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("-_."), rest.size());
    const std::string_view part = rest.substr(0, end);
    if (!part.empty() && !is_one_of("dev development prod production staging local test ci debug release", part))
      return false;
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return true;
}

/// Images of one vendor are parts of one product: the runtime and the SDK of .NET.
static std::string_view product(std::string_view name) {
  // A kit of Java and what builds with it.
  if (knowledge::tables::java_images.contains(name) || is_one_of("maven gradle", name)) return "java";
  return name.substr(0, name.rfind('/') + 1).empty() ? name : name.substr(0, name.rfind('/'));
}

static void check(const project::Project& project, Report& report) {
  std::map<std::string_view, std::vector<Runtime>> folders;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    const std::string_view name = language(dockerfile);
    // Others are named after what they are for: `Dockerfile.frontend`, `worker.dockerfile`.
    if (name.empty() || dockerfile.is_inline || !is_for_an_environment(dockerfile.path)) continue;
    const std::size_t slash = dockerfile.path.rfind('/');
    const std::string_view folder =
        slash == std::string_view::npos ? std::string_view() : dockerfile.path.substr(0, slash);
    folders[folder].push_back({name, &dockerfile, dockerfile.parsed->last_stage()->root().from->span});
  }
  bool applies = false;
  for (const auto& [folder, runtimes] : folders) {
    if (runtimes.size() < 2) continue;
    applies = true;
    const auto other = std::find_if(runtimes.begin(), runtimes.end(), [&](const Runtime& runtime) {
      return product(runtime.name) != product(runtimes.front().name);
    });
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
