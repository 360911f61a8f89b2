#include "rules/rule.h"

#include <map>
#include <vector>

#include "project/model.h"
#include "project/script_values.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::tag_of_two_images {

constexpr std::size_t most_builds = 300;

/// Builds that really happen: of a Dockerfile that is there, and no example of a document. A command for several images
/// is left out: which tag goes with which Dockerfile only a run tells.
static std::vector<const project::BuildCommand*> builds_of_interest(const project::Project& project) {
  using project::FileKind;
  std::map<const shell::Node*, int> uses;
  for (const project::BuildCommand& build : project.build_commands)
    if (build.node != nullptr) ++uses[build.node];
  std::vector<const project::BuildCommand*> builds;
  for (const project::BuildCommand& build : project.build_commands) {
    if (builds.size() == most_builds) break;
    if (!build.dockerfile_known || build.tags.empty() || build.file->kind == FileKind::readme ||
        build.file->kind == FileKind::documentation || (build.node != nullptr && uses[build.node] > 1) ||
        project.path_state(build.dockerfile) != project::PathState::file)
      continue;
    builds.push_back(&build);
  }
  return builds;
}

/// Whether one run never does both: they stand in different branches of one `if` or `case`.
static bool exclude_each_other(const shell::Node* first, const shell::Node* second) {
  if (first == nullptr || second == nullptr) return false;
  for (const shell::Node* outer = first->parent; outer != nullptr; outer = outer->parent)
    for (const shell::Node* other = second->parent; other != nullptr; other = other->parent)
      if (outer == other)
        return outer->kind == shell::NodeKind::if_clause || outer->kind == shell::NodeKind::case_clause;
  return false;
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  const std::vector<const project::BuildCommand*> builds = builds_of_interest(project);
  for (std::size_t second = 1; second < builds.size(); ++second) {
    const project::BuildCommand& later = *builds[second];
    any = true;
    for (std::size_t first = 0; first < second; ++first) {
      const project::BuildCommand& earlier = *builds[first];
      if (earlier.dockerfile == later.dockerfile && earlier.target == later.target) continue;
      if (exclude_each_other(earlier.node, later.node)) continue;
      // Each job of CI has a machine of its own; only what is pushed meets.
      if (earlier.file == later.file && earlier.file->kind == project::FileKind::ci && earlier.place != later.place &&
          !earlier.pushes && !later.pushes)
        continue;
      std::string_view same;
      for (const std::string_view tag : later.tags)
        for (const std::string_view other : earlier.tags)
          if (tag == other && !contains(tag, "$") && tag.find(project::unknown_part) == std::string_view::npos)
            same = tag;
      if (same.empty()) continue;
      // A build without a target ends in the last stage, which may be the one that the other names.
      if (earlier.dockerfile == later.dockerfile && (earlier.target.empty() || later.target.empty()))
        report
            .at(later.span, "`{}` is the last stage here and `{}` elsewhere, or the other way round", same,
                earlier.target.empty() ? later.target : earlier.target)
            .confidence(Confidence::possible)
            .note(earlier.span, "The other build");
      else if (earlier.dockerfile == later.dockerfile)
        report.at(later.span, "`{}` is the stage `{}` here and `{}` elsewhere", same, later.target, earlier.target)
            .note(earlier.span, "The other build");
      else
        report
            .at(later.span, "`{}` is built from `{}` here and from `{}` elsewhere; one overwrites the other", same,
                later.dockerfile, earlier.dockerfile)
            .note(earlier.span, "The other build");
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7103",
    .summary = "One tag for two images",
    .why = "What the tag holds depends on who built last, and people who pull it get another program.",
    .remedy = "Give each image a name or tag of its own: `app:1.4`, `app:1.4-minimal`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::tag_of_two_images
