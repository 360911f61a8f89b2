#include "rules/rule.h"

#include <string_view>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::pattern_left_to_shell {

static bool has_glob(const shell::Word& word) {
  for (const shell::Expansion& expansion : word.expansions)
    if (expansion.kind == shell::ExpansionKind::glob && !expansion.nested && !expansion.in_double_quotes) return true;
  return false;
}

static void look_at_find(const shell::Invocation& command, Report& report) {
  static constexpr WordList tests = "-ilname -iname -ipath -iregex -iwholename -lname -name -path -regex -wholename";
  for (std::size_t i = 1; i < command.arguments.size(); ++i)
    if (is_one_of(tests, command.arguments[i - 1].text) && has_glob(command.arguments[i]))
      report
          .at(command.arguments[i].span, "The shell replaces `{}` before `find` sees it; put it in quotes",
              command.arguments[i].raw)
          .peers("hadolint-shellcheck:SC2061");
}

static void look_at_grep(const shell::Invocation& command, Report& report) {
  const shell::Word* pattern = nullptr;
  for (std::size_t i = 0; i < command.arguments.size() && pattern == nullptr; ++i) {
    const std::string_view text = command.arguments[i].text;
    if (is_one_of("-e --regex --regexp", text) && i + 1 < command.arguments.size())
      pattern = &command.arguments[i + 1];
    else if (!text.starts_with('-'))
      pattern = &command.arguments[i];
  }
  if (pattern != nullptr && has_glob(*pattern))
    report.at(pattern->span, "The shell replaces `{}` where files fit it; put it in quotes", pattern->raw)
        .peers("hadolint-shellcheck:SC2062");
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple) return;
  const shell::Invocation command = shell::invocation(node);
  if (command.program == "find") look_at_find(command, report);
  if (command.program == "grep") look_at_grep(command, report);
}

extern const Rule rule = {
    .code = "SW1519",
    .summary = "Pattern for `find` or `grep` without quotes",
    .why = "The shell replaces it by the files of the current folder that fit. It works until one does.",
    .remedy = "Put the pattern in quotes: `find . -name '*.whl'`.",
    .peers = "hadolint-shellcheck:SC2061 hadolint-shellcheck:SC2062",
    .severity = Severity::low,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::pattern_left_to_shell
