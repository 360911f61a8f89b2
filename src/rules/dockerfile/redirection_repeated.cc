#include "rules/rule.h"

#include <string_view>

#include "rules/lib/run_habits.h"

namespace seaworthy::rules::redirection_repeated {

/// The file that a command of a list appends its output to; an empty text where there is none.
static std::string_view appended_file(const shell::Node& node) {
  if (node.kind == shell::NodeKind::pipeline) return appended_file(*node.children.back());
  if (node.kind == shell::NodeKind::and_or || node.kind == shell::NodeKind::list) return {};
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.operation == ">>") return redirection.target.raw;
  return {};
}

static void look_at(const shell::Node& list, Report& report) {
  if (list.kind != shell::NodeKind::list) return;
  for (std::size_t first = 0; first < list.children.size();) {
    const std::string_view file = appended_file(*list.children[first]);
    std::size_t end = first + 1;
    while (end < list.children.size() && !file.empty() && appended_file(*list.children[end]) == file) ++end;
    if (end - first >= 3)
      report.at(list.children[first]->span, "{} commands in a row append to `{}`; write `{{ ...; }} >> {}` around them",
                end - first, file, file);
    first = end;
  }
}

extern const Rule rule = {
    .code = "SW1513",
    .summary = "The same redirection at one command after another",
    .why = "The file is opened anew for every line, and one `>` among the `>>` throws away what came before.",
    .remedy = "Group the commands: `{ echo a; echo b; } >> file`, or write the file with one heredoc.",
    .peers = "hadolint-shellcheck:SC2129",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::redirection_repeated
