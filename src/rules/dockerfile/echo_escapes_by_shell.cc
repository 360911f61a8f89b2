#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::echo_escapes_by_shell {

static bool has_escape(std::string_view text) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 1))
    if (at + 1 < text.size() && contains("abefnrtvx01234567", text.substr(at + 1, 1))) return true;
  return false;
}

static void look_at(const shell::Node& node, const ScriptSite& site, const project::File& file, Report& report) {
  if (node.words.empty() || node.words.front().text != "echo") return;
  // Where the shell is known to keep them, `echo-escapes` says so.
  const std::optional<shell::Dialect> shell =
      known_shell(*node.script, site.stage, first_line(*node.script, &file, report.project()));
  if (shell == shell::Dialect::bash || shell == shell::Dialect::ash) return;
  for (const shell::Word& word : node.words.subspan(1))
    if (word.text.starts_with('-') && contains(word.text, "e") &&
        word.text.find_first_not_of("neE", 1) == std::string_view::npos)
      return;
  for (const shell::Word& word : node.words.subspan(1)) {
    if (!word.quoted || !has_escape(literal_text(word.raw))) continue;
    report.at(word.span, "Some shells print this escape as it stands; use `printf`");
    return;
  }
}

extern const Rule rule = {
    .code = "SW1464",
    .summary = "Escapes that `echo` treats by the shell",
    .why =
        "dash interprets `\\n` in the arguments of `echo`, bash and BusyBox print it. A step that works on Debian "
        "writes one long line on another base.",
    .remedy = "Use `printf`, which interprets escapes everywhere.",
    .peers = "hadolint-shellcheck:SC2028",
    .differs = "Where the shell is known to keep escapes, the finding is `echo-escapes`.",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::echo_escapes_by_shell
