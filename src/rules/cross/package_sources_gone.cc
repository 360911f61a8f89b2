#include <algorithm>
#include <vector>

#include "knowledge/build_facts.h"
#include "knowledge/published_tags.h"
#include "project/image_files.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::package_sources_gone {

/// The release that a stage is built on, where its packages are gone; null for others. `cycle` is its row of the
/// end-of-life table.
static const knowledge::ArchivedRelease* archived_base(const dockerfile::Stage& root, const knowledge::Cycle*& cycle) {
  const knowledge::Reference reference = knowledge::parse_reference(root.base);
  if (!root.base_known || !reference.valid || reference.tag.empty()) return nullptr;
  cycle = knowledge::newest_distribution_of(reference);
  if (cycle == nullptr) cycle = knowledge::cycle(reference.repository, reference.tag);
  return cycle != nullptr ? knowledge::archived_release(cycle->product, cycle->cycle) : nullptr;
}

/// Whether the stage looks for its packages somewhere else by then.
static bool has_other_sources(const BuildStep& step, const knowledge::ArchivedRelease& release, Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    if (contains(text, release.archive) || contains(text, "sources.list") || contains(text, "yum.repos.d")) return true;
    if (instruction == step.run) break;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  std::vector<const dockerfile::Stage*> told;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const dockerfile::Stage& root = step.stage->root();
    if (std::ranges::find(told, &root) != told.end()) continue;
    const PackageCommand& command = step.package;
    if (command.tool == nullptr) continue;
    const bool fetches_index = command.action == PackageAction::update || command.action == PackageAction::upgrade ||
                               (command.tool->family != "apt" && command.action == PackageAction::install);
    if (!fetches_index) continue;
    asks = true;
    const knowledge::Cycle* cycle = nullptr;
    const knowledge::ArchivedRelease* const release = archived_base(root, cycle);
    if (release == nullptr || std::ranges::find(release->managers, command.tool->family) == release->managers.end() ||
        may_fail(*step.invocation.node) || has_other_sources(step, *release, report))
      continue;
    told.push_back(&root);
    Builder finding = report.at(step.invocation.span(),
                                "The packages of `{}` {} left its mirrors after {}, so this fails; move to a supported "
                                "release, or take them from `{}`",
                                cycle->product, cycle->cycle, release->since, release->archive);
    // Other publishers' images may bring sources of their own.
    if (knowledge::image(root.base) == nullptr)
      finding.confidence(Confidence::likely);
    else
      finding.confidence(confidence_of_base(root));
    finding.note(root.base_span, "The base of this stage");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4513",
    .summary = "Packages of a release that its mirrors dropped",
    .why =
        "Some time after the end of a release its packages move to an archive. Images that were published before still "
        "ask the old mirrors, and every build that fetches the index stops with `404 Not Found`.",
    .remedy =
        "Move to a base with a release that is supported. Where that must wait, let a RUN before this point the "
        "sources to the archive.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "fetch packages from mirrors that have them",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::package_sources_gone
