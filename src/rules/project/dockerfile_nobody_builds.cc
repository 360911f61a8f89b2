#include "rules/rule.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dockerfile_nobody_builds {

/// Whether a build command whose Dockerfile a variable completes writes how the path ends:
/// `-f "$root"/services/api/Dockerfile`.
static bool may_be_built(const project::Project& project, std::string_view path) {
  const std::string_view folder = project::base_name(project::parent_path(path));
  if (folder.empty()) return false;
  const std::size_t size = folder.size() + 1 + project::base_name(path).size();
  const std::string_view end = path.substr(path.size() - size);
  return std::ranges::any_of(project.build_commands, [&](const project::BuildCommand& command) {
    return !command.dockerfile_known && command.span.valid() &&
           contains(project.sources[command.span.file].text(command.span), end);
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  if (dockerfile.is_inline || !dockerfile.builds.empty()) return;
  const project::Project& project = report.project();
  if (may_be_built(project, dockerfile.path)) return;
  // Alone in a repository it is the product itself, built by whoever clones it; where most of them are built by nothing
  // that can be seen, they are built elsewhere. Editors build development containers.
  // A collection of thousands shows what it is by its first.
  constexpr std::size_t most = 256;
  const std::span<const project::Dockerfile> some(project.dockerfiles.data(),
                                                  std::min(most, project.dockerfiles.size()));
  const auto built =
      std::ranges::count_if(some, [](const project::Dockerfile& other) { return !other.builds.empty(); });
  if (contains(dockerfile.path, ".devcontainer/")) return report.skip();
  // Beside one that is built it is a rival of that one all the same.
  const auto is_rival = [&](const project::Dockerfile& other) {
    return !other.is_inline && !other.builds.empty() &&
           project::parent_path(other.file->path) == project::parent_path(dockerfile.file->path);
  };
  if (static_cast<std::size_t>(built) * 2 < some.size() && std::ranges::none_of(some, is_rival)) return report.skip();
  const dockerfile::Stage* const first =
      dockerfile.parsed->stages.empty() ? nullptr : dockerfile.parsed->stages.front();
  report.at(first != nullptr ? first->from->span : Span{},
            "No Compose file, script, Make target or CI job builds `{}`; build it or delete it", dockerfile.path);
}

extern const Rule rule = {
    .code = "SW7025",
    .summary = "Dockerfile that nothing builds",
    .why = "It grows old unnoticed, and the next reader cannot tell whether it is the one that counts.",
    .remedy = "Delete it, or name it in the Compose file, script or CI job that should build it.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .strength = "are built by something",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::dockerfile_nobody_builds
