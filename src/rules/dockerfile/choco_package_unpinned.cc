#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::choco_package_unpinned {

/// PowerShell and cmd bodies are not parsed, so the statement is cut out of the text: up to `;`, `&` or the line's end.
static void check(const dockerfile::Instruction& run, Report& report) {
  const std::string_view text = report.text(run.span);
  bool any = false;
  for (std::size_t at = text.find("choco install "); at != std::string_view::npos;
       at = text.find("choco install ", at + 1)) {
    if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\t' && text[at - 1] != '\n' && text[at - 1] != '"') continue;
    any = true;
    const std::string_view statement = text.substr(at, text.find_first_of(";&|\n", at) - at);
    if (contains(statement, "--version") || contains(statement, "packages.config") || contains(statement, ".nupkg"))
      continue;
    const auto begin = run.span.begin + static_cast<std::uint32_t>(at);
    report.at({run.span.file, begin, begin + 13}, "Chocolatey takes whatever release is newest; add `--version`");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1109",
    .summary = "Chocolatey package without a version",
    .why =
        "Without a version every build takes whatever was published last, although nothing in the repository changed.",
    .remedy = "Add `--version`, one package per command.",
    .peers = "scorecard:pinned/chocoCommand",
    .differs =
        "scorecard asks for `--requirechecksum`, which is Chocolatey's default for downloads over HTTP by now; a "
        "version is what keeps "
        "builds alike.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::choco_package_unpinned
