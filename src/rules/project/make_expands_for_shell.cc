#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::make_expands_for_shell {

/// Programs whose output people put into commands; Make has no function of these names.
static constexpr WordList programs =
    "date pwd git whoami hostname cat docker id uname ls grep awk openssl kubectl aws curl jq mktemp nproc head tail "
    "cut tr printf echo python python3 node npm";

static void check(const project::File& file, Report& report) {
  // Other runners of tasks have a syntax of their own.
  const std::string_view name = base_name(file.path);
  const bool is_make = contains(name, "akefile") || name.ends_with(".mk");
  if (file.kind != project::FileKind::makefile || !file.has_content || !is_make) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  bool any = false;
  for (std::size_t at = text.find("$("); at != std::string_view::npos; at = text.find("$(", at + 2)) {
    const std::size_t line = at == 0 ? 0 : text.rfind('\n', at) + 1;
    // Comments, and what is meant for the shell.
    if (line >= text.size() || text[line] == '#' || (at > 0 && text[at - 1] == '$')) continue;
    any = true;
    const std::string_view inside = text.substr(at + 2, std::min(text.find(')', at), text.size()) - at - 2);
    const std::size_t blank = inside.find(' ');
    const std::string_view word = inside.substr(0, blank);
    if (!is_one_of(programs, word) ||
        (blank == std::string_view::npos && word != "pwd" && word != "date" && word != "whoami" && word != "hostname"))
      continue;
    // A variable of this name.
    if (contains(text, std::string(word) + " =") || contains(text, std::string(word) + "=") ||
        contains(text, std::string(word) + " :=") || contains(text, "define " + std::string(word)))
      continue;
    const Span span{file.source, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 3 + inside.size())};
    Builder finding = report.at(
        span, "Make takes `$({})` for a variable of its own and puts nothing there; write `$$({})`", inside, inside);
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view whole = text.substr(line, end - line);
    if (contains(whole, "dump") || contains(whole, "backup")) finding.rung(Rung::keep);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7136",
    .summary = "Command substitution of the shell that Make takes for its own",
    .why =
        "Make looks for a variable of that name, finds none and puts nothing there: a date, a commit or a folder is "
        "missing from the command.",
    .remedy = "Write `$$(...)` in a recipe, or `$(shell ...)`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::make_expands_for_shell
