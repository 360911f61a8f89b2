#include <algorithm>
#include <string>
#include <vector>

#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/base_folders.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::changed_path_missing {

/// The paths that a command changes, and without which it fails: those of `chown` and `chmod` after the owner or mode.
static std::vector<const shell::Word*> changed_by(const shell::Invocation& invocation) {
  if (!is_one_of("chown chgrp chmod", invocation.program) ||
      invocation.has_any_flag({"-f", "--silent", "--quiet", "--reference", "--from"}))
    return {};
  std::vector<const shell::Word*> operands = invocation.operands();
  if (operands.empty()) return {};
  operands.erase(operands.begin());
  return operands;
}

/// Whether an earlier instruction, or an earlier command of the same RUN, speaks of a name and may make what has it.
static bool is_spoken_of(const BuildStep& step, std::string_view name, std::uint32_t before, Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    Span span = instruction->span;
    if (instruction == step.run) span.end = std::min(span.end, before);
    if (contains(report.text(span), name)) return true;
    if (instruction == step.run) break;
  }
  return false;
}

/// Whether the folder that should hold a path is known: a copy of a folder of the repository, or none of the base's and
/// its packages'.
static bool folder_is_known(const project::ImageView& image, std::string_view path) {
  return project::context_folder(image, project::parent_path(path)).has_value() ||
         (!base_may_have(path) && !path.starts_with("/var/"));
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const project::Project& project = report.project();
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.called != nullptr || may_fail(*step.invocation.node)) continue;
    for (const shell::Word* const word : changed_by(step.invocation)) {
      if (!word->literal || word->text.find_first_of("*?[{$`~") != std::string_view::npos) continue;
      const std::string path = project::container_path(step.folder, word->text);
      if (path.size() < 2) continue;
      asks = true;
      const std::string_view name = project::base_name(path);
      if (name.size() < 3 || project::image_folder(step.image(project), path) ||
          !folder_is_known(step.image(project), path) || !certainly_absent(project, step, path) ||
          is_spoken_of(step, name, step.invocation.span().begin, report))
        continue;
      report
          .at(word->span, "`{}` is not in the image, and `{}` fails: make it first, or drop it here", path,
              step.invocation.program)
          .note(step.stage->base_span, "Nothing that this stage runs or copies puts it there")
          .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4140",
    .summary = "Build step that changes owner or mode of what is not there",
    .why =
        "`chown` and `chmod` end with `No such file or directory`, and the build with them: Git keeps no empty "
        "folders, and nothing else makes this one.",
    .remedy = "Put `mkdir -p` in front, or name the path that the image has.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "change the owner of paths that are there",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::changed_path_missing
