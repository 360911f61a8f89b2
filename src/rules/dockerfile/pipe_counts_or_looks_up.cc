#include "rules/rule.h"

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::pipe_counts_or_looks_up {

static bool counts_lines(const shell::Invocation& wc) {
  return wc.program == "wc" && wc.has_any_flag({"-l", "--lines"}) &&
         !wc.has_any_flag({"-m", "--chars", "-w", "--words", "-c", "--bytes", "-L", "--max-line-length"});
}

static void look_at(const shell::Node& pipeline, Report& report) {
  if (pipeline.kind != shell::NodeKind::pipeline) return;
  for (std::size_t i = 1; i < pipeline.children.size(); ++i) {
    if (pipeline.children[i - 1]->kind != shell::NodeKind::simple ||
        pipeline.children[i]->kind != shell::NodeKind::simple)
      continue;
    const shell::Invocation left = shell::invocation(*pipeline.children[i - 1]);
    const shell::Invocation right = shell::invocation(*pipeline.children[i]);
    const bool whole_lines =
        !left.has_any_flag({"-l", "-L", "-o", "-r", "-R", "-A", "-B", "--files-with-matches", "--files-without-matches",
                            "--only-matching", "--recursive", "--after-context", "--before-context"});
    if (left.program == "grep" && counts_lines(right) && whole_lines)
      report.at(left.span(), "`grep -c` counts by itself").peers("hadolint-shellcheck:SC2126");
    if (left.program == "ps" && right.program == "grep" && !left.has_any_flag({"-p", "--pid"}))
      report.at(left.span(), "`grep` finds itself among the processes; use `pgrep`")
          .peers("hadolint-shellcheck:SC2009");
  }
}

extern const Rule rule = {
    .code = "SW1524",
    .summary = "Pipe into `grep` or `wc` where one program does",
    .why = "`ps | grep` finds the `grep` itself, and `grep | wc -l` hides whether `grep` failed.",
    .remedy = "Use `pgrep` and `grep -c`.",
    .peers = "hadolint-shellcheck:SC2009 hadolint-shellcheck:SC2126",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::pipe_counts_or_looks_up
