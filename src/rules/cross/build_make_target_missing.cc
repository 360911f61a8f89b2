#include <string>

#include "base/edit_distance.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/make_targets.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_make_target_missing {

/// The Makefile of the repository that a step reads in the image; null when it cannot be told.
static const project::File* makefile_of(const project::Project& project, const BuildStep& step) {
  if (step.invocation.has_any_flag({"-f", "--file", "--makefile", "--directory"})) return nullptr;
  const std::string_view given = step.invocation.option("-C").value_or(".");
  if (contains(given, "$")) return nullptr;
  const std::string folder = project::container_path(step.folder, given);
  for (const std::string_view name : {"GNUmakefile", "makefile", "Makefile"}) {
    const project::ImageFile found = project::image_file(step.image(project), folder + "/" + std::string(name));
    if (found.origin == project::ImageFileOrigin::unknown) continue;
    const bool copied = found.origin == project::ImageFileOrigin::context_file && found.file != nullptr;
    return copied && found.file->has_content ? found.file : nullptr;
  }
  return nullptr;
}

/// Only plain names are compared: a file or a pattern may be made by a rule without a name.
static bool is_plain_name(const shell::Word& word) {
  return word.literal && !word.text.empty() && !is_digit(word.text.front()) &&
         word.text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string_view::npos;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (!is_one_of("make gmake", step.invocation.program)) continue;
    const project::File* const makefile = makefile_of(report.project(), step);
    if (makefile == nullptr) continue;
    asks = true;
    const MakeTargets targets = make_targets(report.project(), *makefile);
    if (targets.open || may_fail(*step.invocation.node)) continue;
    for (const shell::Word* const operand : step.invocation.operands({"-C", "-j", "-o", "-W", "-I", "-l", "--jobs"})) {
      if (!is_plain_name(*operand) || targets.has(operand->text)) continue;
      // A file or folder of that name needs no rule.
      const auto beside = project::join_path(project::parent_path(makefile->path), operand->text);
      if (!beside.has_value() || report.project().path_state(*beside) != project::PathState::missing) continue;
      std::string_view near;
      unsigned best = 3;
      for (const std::string_view name : targets.names)
        if (const unsigned distance = edit_distance(name, operand->text, 2); distance < best) {
          best = distance;
          near = name;
        }
      Builder finding = near.empty()
                            ? report.at(operand->span, "`{}` has no target `{}`, so the build fails here",
                                        makefile->path, operand->text)
                            : report.at(operand->span, "`{}` has no target `{}`, so the build fails here; it has `{}`",
                                        makefile->path, operand->text, near);
      finding.note({makefile->source, 0, 0}, "This Makefile is in the image").confidence(confidence_of(*step.context));
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4882",
    .summary = "Build that asks Make for a target which does not exist",
    .why = "`No rule to make target` ends the build at this step.",
    .remedy = "Name a target of the Makefile that is copied, or add it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_make_target_missing
