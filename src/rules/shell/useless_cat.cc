#include "rules/rule.h"

#include <string>

#include "rules/lib/shell_context.h"

namespace seaworthy::rules::useless_cat {

static void check(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  const shell::Node* const pipeline = node.parent;
  if (pipeline == nullptr || pipeline->kind != shell::NodeKind::pipeline || pipeline->children.front() != &node)
    return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  const shell::Node& reader = *pipeline->children[1];
  const bool one_file = subject.invocation.arguments.size() == 1 &&
                        !subject.invocation.arguments[0].text.starts_with('-') && node.assignments.empty() &&
                        node.redirections.empty() && subject.invocation.wrappers.empty();
  if (!one_file || reader.joined_by != "|") return;
  const shell::Word& file = subject.invocation.arguments[0];
  // More than one file may stand behind a glob or an unquoted variable.
  for (const shell::Expansion& expansion : file.expansions)
    if (!expansion.in_double_quotes) return;
  Builder finding = report.at(node.span, "`cat` of one file into a pipe; read the file with `<`");
  if (reader.kind != shell::NodeKind::simple || !reader.redirections.empty()) return;
  std::string redirection = " < ";
  redirection += report.text(file.span);
  finding.fix(Safety::safe, "Read the file with `<`", {node.span.file, node.span.begin, reader.span.begin}, "")
      .and_edit({reader.span.file, reader.span.end, reader.span.end}, redirection);
}

static constexpr std::string_view programs[] = {"cat"};

extern const Rule rule = {
    .code = "SW3013",
    .summary = "`cat` of one file into a pipe",
    .why =
        "It starts a process for nothing, and a file that is not there is noticed by `cat` alone, whose status the "
        "pipe drops.",
    .remedy = "Give the reader the file: as its argument, or with `<`.",
    .peers = "hadolint-shellcheck:SC2002 semgrep:useless-cat",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .on = false,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::useless_cat
