#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::test_joined_by_flag {

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple || node.words.size() < 5 || !is_one_of("[ test", node.words.front().text))
    return;
  // The first operand may be a test of its own: `[ -a file ]`.
  for (std::size_t i = 2; i + 2 < node.words.size() + (node.words.front().text == "test" ? 1 : 0); ++i) {
    const shell::Word& word = node.words[i];
    if (word.quoted || (word.text != "-a" && word.text != "-o")) continue;
    report.at(word.span, "`{}` in a test is obsolete; write `[ ... ] {} [ ... ]`", word.text,
              word.text == "-a" ? "&&" : "||");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1474",
    .summary = "`-a` or `-o` inside `[`",
    .why = "POSIX calls both obsolete: with operands that look like operators nobody can say what the test means.",
    .remedy = "Write `[ a ] && [ b ]`.",
    .peers = "hadolint-shellcheck:SC2166",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::test_joined_by_flag
