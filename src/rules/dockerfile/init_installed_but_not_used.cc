#include "rules/rule.h"

#include "knowledge/program_kinds.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::init_installed_but_not_used {

static bool uses(const dockerfile::Instruction* instruction, Report& report) {
  if (instruction == nullptr) return false;
  const std::string_view text = report.text(instruction->span);
  return std::ranges::any_of(knowledge::tables::init_programs,
                             [&](std::string_view program) { return contains(text, program); });
}

/// A script may start it, and so may what the base image declares.
static bool is_open(const dockerfile::Stage& stage) {
  if (stage.entrypoint == nullptr && stage.cmd == nullptr) return true;
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd}) {
    if (start == nullptr) continue;
    for (const dockerfile::Word& word : start->arguments)
      if (word.text.ends_with(".sh") || contains(word.text, "entrypoint") || contains(word.text, "start") ||
          !word.literal)
        return true;
  }
  return false;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const shell::Word* installed = nullptr;
  each_run_command(stage, [&](const dockerfile::Instruction&, const shell::Node& node) {
    const PackageCommand command = package_command(shell::invocation(node));
    if (command.action != PackageAction::install) return;
    for (const shell::Word* const package : command.packages)
      if (knowledge::tables::init_programs.contains(before(package->text, '='))) installed = package;
  });
  if (installed == nullptr || is_development_stage(stage)) return report.skip();
  if (uses(stage.entrypoint, report) || uses(stage.cmd, report)) return;
  if (is_open(stage)) return report.skip();
  for (const project::Service& service : report.project().services)
    if (service.stage == &stage && (service.entrypoint.from == project::Provenance::compose ||
                                    service.command.from == project::Provenance::compose))
      return report.skip();
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr ? stage.entrypoint : stage.cmd;
  report
      .at(installed->span, "`{}` is installed, but nothing starts the program through it", before(installed->text, '='))
      .note(start->span, "Starts without it");
}

extern const Rule rule = {
    .code = "SW1252",
    .summary = "Init installed but not used",
    .why =
        "Somebody meant signals to be passed on and dead children to be collected; without the init as first process "
        "neither "
        "happens: stopping takes ten seconds and ends in a kill.",
    .remedy = "Write `ENTRYPOINT [\"tini\", \"--\", ...]`, or drop the package and use `init: true` in Compose.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::init_installed_but_not_used
