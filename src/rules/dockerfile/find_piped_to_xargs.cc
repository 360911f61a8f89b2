#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::find_piped_to_xargs {

static bool ends_names_with_zero(const shell::Node& node) {
  for (const shell::Word& word : node.words)
    if (is_one_of("-print0 -printf --null -0", word.text) ||
        (word.text.starts_with('-') && !word.text.starts_with("--") && node.words.front().text == "xargs" &&
         contains(before(word.text, 'I'), "0")))
      return true;
  return false;
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::pipeline) return;
  for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
    const shell::Node& left = *node.children[i];
    const shell::Node& right = *node.children[i + 1];
    if (left.words.empty() || right.words.empty() || base_name(left.words.front().text) != "find" ||
        base_name(right.words.front().text) != "xargs")
      continue;
    if (ends_names_with_zero(left) || ends_names_with_zero(right)) continue;
    report.at(left.span,
              "Names with blanks fall apart in `xargs`; use `-exec ... {{}} +`, or `-print0` and `xargs -0`");
  }
}

extern const Rule rule = {
    .code = "SW1466",
    .summary = "`find` piped to `xargs` by lines",
    .why =
        "xargs splits its input at blanks and at quotes, so a file with one of them in its name becomes two that do "
        "not exist.",
    .remedy = "Use `find ... -exec ... {} +`, or `-print0` with `xargs -0`.",
    .peers = "hadolint-shellcheck:SC2038",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::find_piped_to_xargs
