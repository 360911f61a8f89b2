#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::single_stage_build {
namespace {

/// What a step does that another stage could do as well; none for steps that only arrange files.
enum class Work : std::uint8_t { none, builds, installs };

Work work_of(const dockerfile::Instruction& run) {
  Work work = Work::none;
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    const PackageCommand package = package_command(command);
    if (package.installs_for_system()) return Work::installs;
    const std::vector<const shell::Word*> words = command.operands();
    const std::string_view verb = words.empty() ? std::string_view() : words.front()->text;
    const std::string_view task = words.size() > 1 ? words[1]->text : std::string_view();
    const bool builds = (is_one_of("go cargo dotnet gradle gradlew", command.program) && verb == "build") ||
                        (command.program == "dotnet" && verb == "publish") ||
                        (command.program == "mvn" && is_one_of("package install", verb)) ||
                        is_one_of("make cmake msbuild", command.program) ||
                        (is_one_of("npm yarn pnpm", command.program) && (verb == "build" || task == "build"));
    if (builds) work = Work::builds;
  }
  return work;
}

void check(const project::Dockerfile& dockerfile, Report& report) {
  const dockerfile::File& file = *dockerfile.parsed;
  if (file.stages.size() != 1) return report.skip();
  const dockerfile::Stage& stage = *file.stages.front();
  for (const dockerfile::Instruction* run : stage.instructions) {
    if (run->op != dockerfile::Op::run || run->script == nullptr) continue;
    const Work work = work_of(*run);
    if (work == Work::none) continue;
    report
        .at(stage.from->span, work == Work::builds
                                  ? "The one stage holds what builds the program beside the program; part them"
                                  : "The one stage holds all that is installed for the build; part it from what runs")
        .note(run->span, work == Work::builds ? "Built here" : "Installed here");
    return;
  }
}

}  // namespace

extern const Rule rule = {
    .code = "SW1609",
    .summary = "Image built in one stage",
    .why = "What only the build needs is pulled, scanned and patched with the image.",
    .remedy =
        "Build in a stage of its own and copy the result. Packages that the program needs when it runs have to be in "
        "the "
        "image anyway, and nothing here can tell them apart: this rule is off by default, and "
        "build-tools-in-final-stage "
        "names what is surplus for sure.",
    .peers = "tally:tally/prefer-multi-stage-build",
    .severity = Severity::info,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::single_stage_build
