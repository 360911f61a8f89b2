#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/download.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::shell_operator_without_shell {

/// `>`, `2>&1`, `>/dev/null`.
static bool is_redirection(std::string_view word) {
  if (word.starts_with('&') || (!word.empty() && is_digit(word.front()))) word.remove_prefix(1);
  if (word.empty() || (word.front() != '>' && word.front() != '<')) return false;
  word.remove_prefix(word.starts_with(">>") || word.starts_with(">|") ? 2 : 1);
  return word.empty() || word.front() == '/' || word == "&1" || word == "&2" || word == "&-";
}

static bool is_operator(std::string_view word) {
  return is_one_of("&& || ; | &", word) || is_redirection(word) ||
         (word.ends_with(';') && word.size() > 1 && !word.ends_with("\\;") && !contains(word, " "));
}

static bool starts_shell(std::string_view word) {
  return shell::is_shell(word) || is_one_of("su gosu find", base_name(word)) || contains(word, ".sh");
}

/// The first operator of a shell outside of quotes, from `at` on; "" when there is none.
static std::string_view operator_in(std::string_view text, std::size_t at = 0) {
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
      if (c == '\\' && quote == '"') ++at;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    } else if (c == '\\') {
      ++at;
    } else if (c == ';' || c == '&' || c == '|' || c == '<' || c == '>') {
      return text.substr(at, at + 1 < text.size() && text[at + 1] == c ? 2 : 1);
    }
  }
  return {};
}

/// Whether no step of a command stands behind an operator: `> file 2>&1`, `&> file`, `> file &`.
static bool has_one_step(std::string_view text) {
  std::string_view operation = operator_in(text);
  while (!operation.empty()) {
    auto end = static_cast<std::size_t>(operation.data() - text.data()) + operation.size();
    const bool to_file = operation == "&" && text.substr(end).starts_with('>');
    if (operation.front() != '<' && operation.front() != '>' && !to_file)
      return operation == "&" && ascii::trim(text.substr(end)).empty();
    // `&>>`, `>&1`, `>|`.
    while (end < text.size() && contains(">&|", text.substr(end, 1))) ++end;
    operation = operator_in(text, end);
  }
  return true;
}

static bool is_cut(const project::Service& service, const compose::Command& given, Report& report) {
  if (given.source == nullptr || given.source->node == nullptr || !given.source->node->is_scalar()) return false;
  // Compose splits a text by the rules of a shell and stops at the first operator.
  const std::string_view operation = operator_in(given.source->node->text);
  if (operation.empty()) return false;
  Builder finding =
      report.at(given.span(), "Compose reads this command of `{}` up to `{}` and drops the rest, for no shell reads it",
                service.name, operation);
  finding.advise("Write it as text for a shell: `sh -c '...'`");
  // What would have been sent elsewhere stands in the log; nothing else is lost.
  if (has_one_step(given.source->node->text)) finding.severity(Severity::low).rung(Rung::operate);
  // A job does its first step and ends well; what is lost is only seen later.
  else if (runs_once(service) || contains(service.name, "migrat"))
    finding.severity(Severity::medium);
  return true;
}

static void check_command(const project::Service& service, const project::CommandInForce& command,
                          const compose::Command& given, Report& report, bool& asks) {
  if (command.shell_form || command.words.empty()) return;
  if (command.from != project::Provenance::compose && command.from != project::Provenance::dockerfile) return;
  asks = true;
  if (command.script != nullptr) return;
  for (const std::string_view word : command.words)
    if (starts_shell(word) || word == "-c") return;
  const auto operands = std::span(command.words).subspan(1);
  const auto found = std::ranges::find_if(operands, is_operator);
  if (found == operands.end()) return;
  const auto at = static_cast<std::size_t>(found - operands.begin()) + 1;
  const Span place =
      command.from == project::Provenance::compose && at < given.word_spans.size() && given.word_spans[at].valid()
          ? given.word_spans[at]
          : command.span;
  const std::string_view program = base_name(command.words.front());
  Builder finding = report.at(place, "No shell reads this command of `{}`: `{}` is given to `{}` as an argument",
                              service.name, *found, program);
  if (service.entrypoint.from == project::Provenance::dockerfile && &command != &service.entrypoint)
    finding.note(service.entrypoint.span, "The entrypoint runs it as it is");
  finding.advise("Write `sh -c '...'`, or put the steps into a script");
  // No step is left out, and the output goes where it always does. An interpreter hands the words on to a program that
  // mostly looks at none of them; others refuse what they do not know.
  if (std::ranges::all_of(operands, [](std::string_view word) { return !is_operator(word) || is_redirection(word); })) {
    if (is_interpreter(program))
      finding.severity(Severity::low).rung(Rung::operate);
    else
      finding.severity(Severity::medium).confidence(Confidence::likely);
  }
}

/// A word of a Compose command that only a shell would put a value for: `--requirepass $(cat /run/secrets/x)`.
static bool holds_substitution(const project::Service& service, Report& report) {
  const compose::Command& given = service.definition->command;
  // The entrypoints of public images run the words as they are; others may hand them to a shell.
  const bool by_image =
      service.entrypoint.from == project::Provenance::base_image && service.image != nullptr && !service.builds;
  if (!by_image || service.command.from != project::Provenance::compose || service.command.script != nullptr)
    return false;
  if (std::ranges::any_of(given.words, [](std::string_view word) { return starts_shell(word) || word == "-c"; }))
    return false;
  for (std::size_t at = 0; at < given.words.size(); ++at) {
    if (!contains(given.words[at], "$(")) continue;
    const Span place =
        at < given.word_spans.size() && given.word_spans[at].valid() ? given.word_spans[at] : given.span();
    report
        .at(place, "No shell reads this command of `{}`: the text `{}` itself is given to `{}`", service.name,
            given.words[at], base_name(given.words.front()))
        .advise("Write `sh -c '...'`, or put the steps into a script");
    return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  // A shell or a script in the entrypoint may read the words as text.
  bool shell_in_front = service.entrypoint.shell_form || service.startup != nullptr;
  for (const std::string_view word : service.entrypoint.words)
    shell_in_front = shell_in_front || starts_shell(word) || word == "-c" || contains(word, "entrypoint");
  // The entrypoints of language images run a first word that is no option as it is.
  if (service.entrypoint.from == project::Provenance::base_image && service.image != nullptr &&
      service.image->kind == knowledge::ImageKind::language)
    shell_in_front = false;
  if (is_cut(service, service.definition->command, report) || is_cut(service, service.definition->entrypoint, report))
    return;
  if (holds_substitution(service, report)) return;
  check_command(service, service.entrypoint, service.definition->entrypoint, report, asks);
  if (!shell_in_front) check_command(service, service.command, service.definition->command, report, asks);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4252",
    .summary = "Shell syntax in a command that no shell reads",
    .why =
        "Compose splits a `command` of one line into words and stops at the first `&&`, `|` or `;`; in a list such "
        "words "
        "reach the program as arguments. What stands behind them never runs, and output that is to be sent elsewhere "
        "is not.",
    .remedy = "Write `sh -c \"first && second\"`, or put the steps into a script.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "use shell syntax only where a shell reads it",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::shell_operator_without_shell
