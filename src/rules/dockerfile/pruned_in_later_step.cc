#include <algorithm>

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/rule.h"

namespace seaworthy::rules::pruned_in_later_step {

/// Whether a RUN installs what a manifest lists.
static bool installs(const dockerfile::Instruction& run) {
  return run.op == dockerfile::Op::run && run.script != nullptr &&
         std::ranges::any_of(run.script->commands, [](const shell::Node* node) {
           const PackageCommand command = package_command(shell::invocation(*node));
           return command.tool != nullptr && is_one_of("npm pnpm yarn", command.tool->family) &&
                  command.action == PackageAction::install && command.packages.empty() && !command.has_flag("-g");
         });
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr || subject.invocation.verb() != "prune" ||
      !is_shipped(subject, report) || is_for_development(*subject.stage, report) || installs(*subject.instruction))
    return report.skip();
  const dockerfile::Instruction* before = nullptr;
  for (const dockerfile::Instruction* const instruction : subject.stage->with_inherited) {
    if (instruction == subject.instruction) break;
    if (installs(*instruction)) before = instruction;
  }
  if (before == nullptr) return report.skip();
  report
      .at(subject.invocation.span(),
          "`{} prune` in a step of its own makes nothing smaller; install for the image in a stage of its own",
          subject.invocation.program)
      .note(before->span, "This layer keeps what is pruned");
}

static constexpr std::string_view programs[] = {"npm", "pnpm"};

extern const Rule rule = {
    .code = "SW1312",
    .summary = "Packages that a later step prunes",
    .why =
        "What one layer holds stays in the image, whatever a later one deletes: the tools of the build are still "
        "shipped, scanned and pulled.",
    .remedy = "Build in one stage, install with `--omit=dev` in another, and copy the result of the build into it.",
    .references = "https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::pruned_in_later_step
