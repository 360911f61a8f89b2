#include "rules/rule.h"

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::output_redirected_twice {

/// Whether a redirection takes the standard output into a file.
static bool takes_output(const shell::Redirection& redirection) {
  return is_one_of("> >> >|", redirection.operation) && (redirection.descriptor == -1 || redirection.descriptor == 1);
}

static void look_at(const shell::Node& node, Report& report) {
  const shell::Redirection* first = nullptr;
  for (const shell::Redirection& redirection : node.redirections) {
    if (!takes_output(redirection)) continue;
    if (first != nullptr) {
      report.at(first->span, "`{}` gets nothing: the redirection behind it takes the output", first->target.raw);
      return;
    }
    first = &redirection;
  }
}

extern const Rule rule = {
    .code = "SW1525",
    .summary = "Output redirected twice",
    .why = "The last redirection gets the output; the files before it are made and stay empty.",
    .remedy = "Keep one redirection, or write to both with `tee`.",
    .peers = "hadolint-shellcheck:SC2261",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::output_redirected_twice
