#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/ruby.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::jemalloc_not_loaded {

/// Names of the packages of the distributions, without a version.
static bool is_jemalloc(std::string_view package) {
  return is_one_of("libjemalloc1 libjemalloc2 libjemalloc-dev jemalloc jemalloc-dev jemalloc-devel",
                   package.substr(0, package.find_first_of("=:<>~")));
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const shell::Word* installed = nullptr;
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      // An ARG is gone when the container runs.
      if (instruction->op == dockerfile::Op::arg) continue;
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "LD_PRELOAD") || contains(text, "MALLOC_CONF") || contains(text, "--with-jemalloc")) return;
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* node : instruction->script->commands) {
        const PackageCommand command = package_command(shell::invocation(*node));
        if (command.action != PackageAction::install) continue;
        for (const shell::Word* word : command.packages)
          if (is_jemalloc(word->text)) installed = word;
      }
    }
  if (installed == nullptr || !is_ruby_stage_to_ship(stage)) return report.skip();
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd})
    if (start != nullptr &&
        (contains(report.text(start->span), ".sh") || contains(report.text(start->span), "entrypoint")))
      return report.skip();
  report.at(installed->span, "`{}` is installed and not loaded; set `ENV LD_PRELOAD=libjemalloc.so.2`",
            installed->text);
}

extern const Rule rule = {
    .code = "SW1285",
    .summary = "Allocator jemalloc installed but not loaded",
    .why = "Ruby keeps using the C library's allocator, and memory grows as before.",
    .remedy = "Set LD_PRELOAD, or drop the package.",
    .peers = "tally:tally/ruby/jemalloc-installed-but-not-preloaded",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::jemalloc_not_loaded
