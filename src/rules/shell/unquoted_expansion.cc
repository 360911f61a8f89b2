#include "rules/rule.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/sourced.h"
#include "rules/lib/word_splitting.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::unquoted_expansion {

static Severity severity_of(const CommandSubject& subject, const shell::Word& word, const shell::Expansion& expansion) {
  const std::string_view program = subject.invocation.program;
  if (subject.site == CommandSite::run) return Severity::info;
  const bool reads_file =
      program == "export" && expansion.kind == shell::ExpansionKind::command && !contains(before(word.text, '$'), "=");
  if (program == "rm" && !subject.invocation.has_any_flag({"-r", "-R", "--recursive"})) return Severity::low;
  if (reads_file || is_one_of("rm rmdir mv dd shred truncate", program)) return Severity::medium;
  return Severity::low;
}

/// A variable or the output of a command, outside of quotes.
static bool is_bare(const shell::Expansion& expansion) {
  return !expansion.nested && !expansion.in_double_quotes &&
         (expansion.kind == shell::ExpansionKind::parameter || expansion.kind == shell::ExpansionKind::command);
}

/// `local name=$value`: bash, ksh and zsh take it for an assignment, which is not split; dash and ash split it.
static bool is_assigned(const CommandSubject& subject, const shell::Word& word, const shell::Expansion& expansion) {
  if (subject.script->dialect != shell::Dialect::bash && subject.script->dialect != shell::Dialect::ksh) return false;
  if (!shell::is_declaration(subject.invocation.program)) return false;
  const std::size_t equals = word.raw.find('=');
  return equals != std::string_view::npos && equals > 0 && word.raw.find('$') > equals &&
         word.span.begin + equals < expansion.span.begin;
}

static std::string in_quotes(const shell::Expansion& expansion, const Report& report) {
  std::string quoted = "\"";
  return quoted.append(report.text(expansion.span)).append("\"");
}

static void check(const CommandSubject& subject, Report& report) {
  const bool fits = subject.site == CommandSite::run || subject.site == CommandSite::script ||
                    subject.site == CommandSite::image_command;
  if (!fits || !concerns_deployment(subject, report.project())) return report.skip();
  if (subject.invocation.node->script->outer_expands || subject.script->dialect == shell::Dialect::zsh)
    return report.skip();
  // `${name}` in a template of Terraform is Terraform's.
  const std::string_view path = subject.file != nullptr ? subject.file->path : std::string_view();
  if (is_one_of("tmpl tpl tftpl", path.substr(std::min(path.rfind('.') + 1, path.size())))) return report.skip();
  if (splits_on_purpose(subject.invocation.program)) return report.skip();
  bool any = false;
  // Of the words in front of the arguments, `exec $@` is a mistake; `$RUNNER` is split on purpose.
  const std::span<const shell::Word> words = subject.invocation.node->words;
  const std::size_t arguments = words.size() - std::min(words.size(), subject.invocation.arguments.size());
  for (std::size_t at = 0; at < words.size(); ++at) {
    const shell::Word& word = words[at];
    for (const shell::Expansion& expansion : word.expansions) {
      if (!is_bare(expansion) || (at < arguments && expansion.name != "@")) continue;
      any = true;
      // The folder of an account has no blanks.
      if (expansion.name == "HOME" || is_assigned(subject, word, expansion)) continue;
      if (!splits_unawares(subject, expansion)) continue;
      if (subject.site == CommandSite::script && subject.file != nullptr &&
          gets_word_from_sourced(*subject.file, report.project(), expansion.name))
        continue;
      const bool is_parameter = expansion.kind == shell::ExpansionKind::parameter;
      Builder finding =
          expansion.name == "@" || expansion.name == "*"
              ? report.at(expansion.span, "Arguments with blanks fall apart here; write `\"$@\"`")
          : is_parameter
              ? report.at(expansion.span, "`{}` is split at blanks and its globs expand; put it in double quotes",
                          report.text(expansion.span))
          : subject.invocation.program == "export" && !contains(before(word.text, '$'), "=")
              ? report.at(expansion.span,
                          "A value with a blank falls apart here; read the file with `set -a; . ./FILE; set +a`")
              : report.at(expansion.span,
                          "The output is split at blanks and its globs expand; quote it, or read it line by line");
      finding.severity(severity_of(subject, word, expansion));
      finding.peers(is_parameter ? "hadolint-shellcheck:SC2086 semgrep:unquoted-variable-expansion-in-command"
                                 : "hadolint-shellcheck:SC2046 semgrep:unquoted-command-substitution-in-command");
      // A list that a command prints may be meant to be split; then quotes are no cure.
      if (!is_parameter || expansion.name == "*") continue;
      finding.fix(Safety::review, "Put it in double quotes", expansion.span, in_quotes(expansion, report));
      // What else falls apart in the same word belongs to the same repair.
      for (const shell::Expansion* other = &expansion + 1; other != std::to_address(word.expansions.end()); ++other)
        if (is_bare(*other) && other->kind == shell::ExpansionKind::parameter && other->name != "*" &&
            splits_unawares(subject, *other))
          finding.and_edit(other->span, in_quotes(*other, report));
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3020",
    .summary = "Unquoted expansion",
    .why =
        "A value with a blank becomes two arguments, an empty one none, and `*` in it becomes a list of files: the "
        "command works on "
        "something else than what was meant.",
    .remedy =
        "Write `\"$name\"` and `\"$(command)\"`; keep lists in arrays (`\"${list[@]}\"`) or in variables whose name "
        "says so.",
    .peers =
        "hadolint-shellcheck:SC2046 hadolint-shellcheck:SC2086 semgrep:unquoted-variable-expansion-in-command "
        "semgrep:unquoted-command-substitution-in-command",
    .differs =
        "No hit on values that cannot hold a blank (numbers, literals of the script, ARG and ENV with a plain value, "
        "`$(nproc)`) "
        "and on variables named as lists (`OPTS`, `packages`). In RUN it is info, before `rm` and in `export $(...)` "
        "medium.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::unquoted_expansion
