#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::echo_escapes {

/// An escape that somebody wants to see interpreted: `\n`, `\t`, `\e`, `\033`.
static std::string_view escape_in(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    const char next = text[i + 1];
    if (next == 'n' || next == 't' || next == 'r' || next == 'e') {
      // `C:\new`, `\networks`: a letter more and it is a name. `\nFoo` starts a line.
      return text.substr(i, 2);
    }
    if (text.substr(i + 1).starts_with("033") || text.substr(i + 1).starts_with("x1b")) return text.substr(i, 4);
    ++i;
  }
  return {};
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run && subject.site != CommandSite::script) return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  const shell::Node& node = *subject.invocation.node;
  const std::optional<shell::Dialect> shell =
      known_shell(*node.script, subject.stage, first_line(*node.script, subject.file, report.project()));
  const bool keeps_them = shell == shell::Dialect::bash || shell == shell::Dialect::ash;
  // dash interprets them; nobody knows what the shell of another image does.
  if (!keeps_them) return report.skip();
  if (subject.invocation.has_flag("-e")) return;
  for (const shell::Word& word : subject.invocation.arguments) {
    const std::string_view escape = escape_in(word.text);
    if (escape.empty() || !word.quoted) continue;
    // In `$(awk '/[ \t]/')` it is the other program that reads it.
    if (std::ranges::any_of(word.expansions, [&](const shell::Expansion& expansion) {
          return expansion.script != nullptr && !escape_in(expansion.argument).empty();
        }))
      continue;
    // In JSON the two characters are what is meant.
    if (const std::size_t first = word.text.find_first_not_of(" \t\n");
        first != std::string_view::npos && word.text[first] == '{' && contains(word.text, "\":"))
      continue;
    // Prompts of shells, and formats of `printf`, interpret them when they are read.
    if (contains(word.text, "PS1=") || contains(word.text, "printf ")) continue;
    const bool to_file = !node.redirections.empty() && node.redirections.front().operation.starts_with('>');
    const bool piped = node.parent != nullptr && node.parent->kind == shell::NodeKind::pipeline &&
                       node.parent->children.back() != &node;
    const shell::Word& program = *subject.invocation.program_word;
    // The kernel and an interpreter end `#!` with the line: there is nothing else in the file.
    const bool is_one_comment = to_file && word.text.starts_with("#!") && escape == "\\n";
    Builder finding =
        is_one_comment
            ? report.at(word.span,
                        "`echo` of {} writes `{}` as it stands, so that the whole file is one comment and none of it "
                        "runs; use `printf`",
                        name(*shell), escape)
            : report.at(word.span, "`echo` of {} writes `{}` as it stands; use `printf`", name(*shell), escape);
    if (to_file || piped) finding.severity(Severity::medium);
    if (is_one_comment) finding.severity(Severity::high);
    finding.fix(Safety::review, "Have the escapes interpreted", {program.span.file, program.span.end, program.span.end},
                " -e");
    return;
  }
  report.skip();
}

static constexpr std::string_view programs[] = {"echo"};

extern const Rule rule = {
    .code = "SW3018",
    .summary = "Escapes that `echo` does not interpret",
    .why =
        "bash and BusyBox write `\\n` as two characters unless `-e` is given; a configuration file written so has one "
        "long line.",
    .remedy = "Use `printf`, which interprets escapes in every shell.",
    .peers = "hadolint-shellcheck:SC2028",
    .differs =
        "Only where the shell is known to keep them: dash, the `sh` of Debian and Ubuntu, interprets them, and "
        "ShellCheck warns there, too.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::always,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::echo_escapes
