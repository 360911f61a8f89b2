#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::status_tested_as_number {

static void look_at(const shell::Node& node, Report& report) {
  const bool is_test =
      node.kind == shell::NodeKind::simple && !node.words.empty() && is_one_of("[ test", node.words.front().text);
  if ((!is_test && node.kind != shell::NodeKind::condition) || node.words.size() < 3) return;
  for (std::size_t i = 0; i + 2 < node.words.size(); ++i) {
    const shell::Word& left = node.words[i];
    if (left.text != "$?" || node.words[i + 2].text != "0") continue;
    if (!is_one_of("-eq -ne -gt = == !=", node.words[i + 1].text)) continue;
    // The status of the first command of a script or function is that of somebody else.
    if (previous_in_list(node) == nullptr && node.parent->kind != shell::NodeKind::list) return;
    report.at(left.span, "Ask the command itself: `if command; then`");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1476",
    .summary = "Status tested as a number behind the command",
    .why =
        "A line that slips in between, even an `echo`, and the test is about that line. Under `set -e` it is never "
        "reached.",
    .remedy = "Write `if command; then`.",
    .peers = "hadolint-shellcheck:SC2181",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::status_tested_as_number
