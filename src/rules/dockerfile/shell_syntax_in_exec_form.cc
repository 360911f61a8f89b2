#include "rules/rule.h"

#include "rules/lib/words.h"
#include "shell/parse.h"

namespace seaworthy::rules::shell_syntax_in_exec_form {

/// A program that reads one of its arguments as a script, or expands variables by itself.
static bool interprets(const dockerfile::Instruction& instruction) {
  for (const dockerfile::Word& word : instruction.arguments) {
    const std::string_view program = base_name(word.text);
    if (is_one_of("-c -lc -ec /c /C -e -p --eval --print", word.text)) return true;
    if (is_one_of("eval envsubst awk gawk sed expect env find cmd cmd.exe powershell "
                  "powershell.exe pwsh",
                  program) ||
        shell::dialect_of_program(program) != shell::Dialect::other)
      return true;
  }
  return false;
}

static bool is_operator(std::string_view text) { return is_one_of("&& || | ; > >> < 2>&1 &> 2> |&", text); }

/// Length of `$NAME` or `${NAME...}` at the beginning of a text; 0 for anything else.
static std::size_t variable_at(std::string_view text) {
  const auto is_name = [](char c) { return c == '_' || (c >= 'A' && c <= 'Z') || is_digit(c); };
  if (text.size() < 3 || text[0] != '$') return 0;
  const bool braced = text[1] == '{';
  std::size_t end = braced ? 2 : 1;
  if (!is_name(text[end]) || is_digit(text[end])) return 0;
  while (end < text.size() && is_name(text[end])) ++end;
  return braced ? text.find('}', end) == std::string_view::npos ? 0 : text.find('}', end) + 1 : end;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.form != dockerfile::Form::exec || instruction.arguments.empty()) return report.skip();
  if (interprets(instruction)) return;
  const dockerfile::Stage* const stage = instruction.stage;
  // Arguments of an entrypoint are read by it, and a script may do with them what it likes.
  const dockerfile::Instruction* const entrypoint =
      instruction.op == dockerfile::Op::cmd && stage != nullptr ? stage->entrypoint : nullptr;
  const bool given_on = entrypoint != nullptr || base_name(instruction.arguments.front().text).ends_with(".sh") ||
                        contains(instruction.arguments.front().text, "entrypoint");
  for (const dockerfile::Word& word : instruction.arguments) {
    if (is_operator(word.text)) {
      report
          .at(word.span,
              "No shell reads the exec form, so `{}` is handed to `{}` as a word; use `[\"sh\", \"-c\", ...]`",
              word.text, instruction.arguments.front().text)
          .confidence(given_on ? Confidence::possible : Confidence::certain);
      return;
    }
    for (std::size_t at = word.text.find('$'); at != std::string_view::npos; at = word.text.find('$', at + 1)) {
      const std::size_t length = variable_at(word.text.substr(at));
      if (length == 0) continue;
      report
          .at(word.span, "No shell reads the exec form, so `{}` stays as it is written; use the shell form or `sh -c`",
              word.text.substr(at, length))
          .severity(given_on                                ? Severity::low
                    : instruction.op == dockerfile::Op::run ? Severity::medium
                                                            : Severity::high)
          .confidence(given_on ? Confidence::possible : Confidence::likely);
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW1500",
    .summary = "Shell syntax where no shell reads it",
    .why =
        "The exec form starts the program itself. Operators and variables reach it as plain words: the second command "
        "never runs, the redirection makes no file, and the program looks for a thing called `$HOME`.",
    .remedy = "Write the shell form, or `[\"sh\", \"-c\", \"exec program $ARGUMENT\"]`; without them drop the syntax.",
    .differs =
        "kics takes a `|` in RUN's exec form for a pipe without pipefail. A program that reads scripts or expands "
        "variables by itself is left alone.",
    .references = "https://docs.docker.com/reference/dockerfile/#exec-form",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::run, dockerfile::Op::cmd, dockerfile::Op::entrypoint>(),
};

}  // namespace seaworthy::rules::shell_syntax_in_exec_form
