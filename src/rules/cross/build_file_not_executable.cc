#include <algorithm>

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/file_modes.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_file_not_executable {

/// An earlier command of the same RUN, or one that cannot be followed, may set the bit.
static bool may_be_set(const BuildStep& step, std::string_view name, Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction->op == dockerfile::Op::run) {
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "chmod") && (contains(text, name) || contains(text, "-R") || contains(text, "*") ||
                                      contains(text, "find") || contains(text, "$")))
        return true;
    }
    if (instruction == step.run) break;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  std::vector<const project::File*> reported;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program_word == nullptr || !step.invocation.program_word->literal) continue;
    const std::string_view word = step.invocation.program_word->text;
    if (!contains(word, "/")) continue;
    const project::ImageFile found =
        project::image_file(step.image(report.project()), project::container_path(step.folder, word));
    if (found.origin != project::ImageFileOrigin::context_file || found.file == nullptr) continue;
    asks = true;
    if (found.file->executable || found.mode_by != nullptr || may_fail(*step.invocation.node)) continue;
    if (may_be_set(step, project::base_name(word), report)) continue;
    if (std::ranges::find(reported, found.file) != reported.end()) continue;
    reported.push_back(found.file);
    report
        .at(step.invocation.program_word->span,
            "`{}` is not executable in the repository and nothing makes it so; the build fails here", found.file->path)
        .note(found.by->span, "It is copied here, with the mode that it has")
        .confidence(once<modes_are_kept>(report) ? Confidence::likely : Confidence::possible);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4227",
    .summary = "Build step that runs a file without the executable bit",
    .why =
        "`RUN ./gradlew build` ends with `Permission denied` where Git keeps the file without the bit, as Windows "
        "does.",
    .remedy = "`git update-index --chmod=+x` the file, copy it with `--chmod=755`, or run it with its interpreter.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_file_not_executable
