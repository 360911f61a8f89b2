#include <algorithm>

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/needed_files.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::manifest_not_copied {

/// Programs that take the manifest of a folder above, where theirs has none.
static bool looks_above(std::string_view program) { return is_one_of("go cargo npm npx pnpm yarn bun", program); }

/// Whether a COPY in front names the manifest, and its context has none: that is told of there.
static bool is_named_in_vain(const BuildStep& step, const std::vector<std::string_view>& names) {
  return std::ranges::any_of(step.context->sources, [&](const project::CopySource& source) {
    return source.state == project::CopyState::missing && source.instruction->span.begin < step.run->span.begin &&
           std::ranges::any_of(
               names,
               [&](std::string_view name) { return project::base_name(source.text) == project::base_name(name); });
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const NeededFiles needed = needed_files(step.invocation);
    if (needed.any_of.empty() || needed.lock_file || may_fail(*step.invocation.node)) continue;
    asks = true;
    bool absent = true;
    for (const std::string_view name : needed.any_of) {
      std::string_view folder = step.folder;
      for (;; folder = project::parent_path(folder)) {
        absent =
            absent && certainly_absent(project, step, project::container_path(folder.empty() ? "/" : folder, name));
        if (!absent || folder.size() < 2 || !looks_above(step.invocation.program)) break;
      }
    }
    if (!absent || is_named_in_vain(step, needed.any_of)) continue;
    const std::string_view name = needed.any_of.front();
    Builder finding = report.at(step.invocation.span(), "`{}` needs `{}` in `{}`, where no COPY before this puts one",
                                step.invocation.program, name, step.folder);
    finding.confidence(confidence_of(*step.context));
    const auto path = project::join_path(step.context->context, project::base_name(name));
    const project::File* const file = path.has_value() ? project.file(*path) : nullptr;
    if (file != nullptr) finding.note({file->source, 0, 0}, "The context has one here");
    if (const project::IgnorePattern* const by = step.context->ignore.excluding(project::base_name(name));
        by != nullptr)
      finding.note(by->span, "This pattern leaves it out of the context");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4204",
    .summary = "Package manager run without its manifest in the image",
    .why = "The command looks for its manifest in the folder it runs in, finds none and stops, and the build with it.",
    .remedy = "Copy the manifest before the step, to the folder that WORKDIR names.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::manifest_not_copied
