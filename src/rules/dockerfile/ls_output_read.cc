#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ls_output_read {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::pipeline) return;
  for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
    const shell::Node& left = *node.children[i];
    const shell::Node& right = *node.children[i + 1];
    if (left.words.empty() || left.words.front().text != "ls") continue;
    const std::string_view reader = right.words.empty() ? std::string_view() : base_name(right.words.front().text);
    if (reader != "grep" && reader != "xargs" && shell::invocation(left).has_flag("-N")) continue;
    report.at(left.span, "Odd names come out of `ls` changed; use a glob or `find`")
        .peers(reader == "grep"    ? "hadolint-shellcheck:SC2010"
               : reader == "xargs" ? "hadolint-shellcheck:SC2011"
                                   : "hadolint-shellcheck:SC2012");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1467",
    .summary = "Output of `ls` read by a program",
    .why = "`ls` prints names for people: blanks, line ends and odd letters in a name make two of one, or change it.",
    .remedy = "Use a glob, or `find`.",
    .peers = "hadolint-shellcheck:SC2010 hadolint-shellcheck:SC2011 hadolint-shellcheck:SC2012",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::ls_output_read
