#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/shell_context.h"

namespace seaworthy::rules::carriage_returns_in_script {

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  const std::size_t first = text.find("\r\n");
  if (first == std::string_view::npos) return;
  const auto at = static_cast<std::uint32_t>(first);
  const bool names_shell = text.starts_with("#!") && first == text.find('\n') - 1;
  Builder finding =
      names_shell ? report.at({file.source, 0, at},
                              "Lines end in carriage return: the system looks for an interpreter with one in its name")
                  : report.at({file.source, at, at + 1},
                              "Lines end in carriage return, which the shell takes for part of the last word");
  if (file.kind == project::FileKind::entrypoint) finding.rung(Rung::start);
  if (!concerns_deployment(file, report.project())) finding.severity(Severity::low);
  constexpr std::size_t most = 5000;
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\r')) > most) {
    finding.advise("Convert the line ends, and add `*.sh text eol=lf` to .gitattributes");
    return;
  }
  bool is_first = true;
  for (std::size_t place = first; place != std::string_view::npos; place = text.find("\r\n", place + 1)) {
    const auto offset = static_cast<std::uint32_t>(place);
    const Span span{file.source, offset, offset + 1};
    if (is_first)
      finding.fix(Safety::safe, "Convert the line ends", span, "");
    else
      finding.and_edit(span, "");
    is_first = false;
  }
}

extern const Rule rule = {
    .code = "SW3036",
    .summary = "Script with Windows line ends",
    .why =
        "`#!/bin/sh\\r` names a program that no system has: the container ends with \"no such file or directory\" for "
        "a file that is there. "
        "Without `#!`, keywords and paths carry the return with them.",
    .remedy = "Convert the file (`dos2unix`), and keep it so with `*.sh text eol=lf` in .gitattributes.",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::carriage_returns_in_script
