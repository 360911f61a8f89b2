#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::unquoted_expansion {

/// Variables whose name says that they hold a list of words.
static bool is_list_name(std::string_view name) {
  std::string lowered(name);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  constexpr std::string_view marks[] = {"opt",     "flag",      "arg",   "param",   "package", "pkg",   "dep",
                                        "list",    "file",      "cmd",   "command", "libs",    "mods",  "exts",
                                        "modules", "extension", "extra", "tools",   "words",   "items", "names"};
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return contains(lowered, mark); });
}

/// Values without blanks and globs by their nature: numbers, the process id, the status.
static bool is_plain_parameter(const shell::Expansion& expansion) {
  if (expansion.operation == "#len") return true;
  constexpr std::string_view numbers =
      "# ? $ ! - UID EUID PPID RANDOM SECONDS LINENO SHLVL TARGETARCH TARGETOS TARGETPLATFORM "
      "TARGETVARIANT BUILDPLATFORM BUILDARCH BUILDOS HOSTTYPE OPTIND NPROC";
  return is_one_of(numbers, expansion.name);
}

static bool has_blank_or_glob(std::string_view text) {
  return text.find_first_of(" \t\n*?[") != std::string_view::npos;
}

/// Programs that print one word of known form, or a list that is meant to be split.
static bool prints_plain_words(const shell::Script& script) {
  if (script.commands.empty()) return true;
  const shell::Invocation last = shell::invocation(*script.commands.back());
  const shell::Invocation first = shell::invocation(*script.commands.front());
  constexpr std::string_view programs =
      "nproc id uname arch date seq getconf dpkg dpkg-architecture dpkg-query apk rpm command which type "
      "pgrep pidof jobs hostname mktemp wc tput xargs apt-mark sort uniq scanelf lsb_release brew "
      "pkg-config php-config python3-config npm go expr stat nvidia-smi sha256sum git";
  if (is_one_of(programs, first.program) || is_one_of("wc xargs sort uniq nproc", last.program))
    return first.program != "grep";
  const bool is_docker = is_one_of("docker docker-compose podman", first.program);
  return is_docker && (first.has_any_flag({"-q", "--quiet", "--format", "-f"}));
}

/// What a script itself says about a variable: every value that it gives it.
enum class Values { unknown, plain, splittable };
static Values values_of(const shell::Script& script, std::string_view name) {
  bool any = false;
  for (const shell::Node* node : script.commands)
    for (const shell::Assignment& assignment : node->assignments) {
      if (assignment.name != name) continue;
      any = true;
      if (assignment.array) return Values::splittable;
      if (assignment.append) return Values::splittable;
      const shell::Word& value = assignment.value;
      if (value.literal) {
        if (has_blank_or_glob(value.text)) return Values::splittable;
        continue;
      }
      for (const shell::Expansion& expansion : value.expansions) {
        if (expansion.kind == shell::ExpansionKind::arithmetic) continue;
        if (expansion.kind == shell::ExpansionKind::command && expansion.script != nullptr &&
            prints_plain_words(*expansion.script))
          continue;
        if (expansion.kind == shell::ExpansionKind::parameter && (expansion.nested || is_plain_parameter(expansion)))
          continue;
        return Values::unknown;
      }
    }
  return any ? Values::plain : Values::unknown;
}

/// The value that a Dockerfile gives a variable: known and without blanks.
static bool is_plain_in_stage(const dockerfile::Stage* stage, std::string_view name) {
  if (stage == nullptr) return false;
  for (const dockerfile::Variable& variable : stage->variables)
    if (variable.name == name) return !has_blank_or_glob(variable.value);
  return false;
}

static bool is_loop_variable(const shell::Node& node, std::string_view name) {
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent)
    if ((at->kind == shell::NodeKind::for_loop || at->kind == shell::NodeKind::select_loop) && at->name == name)
      return true;
  return false;
}

static bool splits(const CommandSubject& subject, const shell::Expansion& expansion) {
  const shell::Script& script = *subject.script;
  switch (expansion.kind) {
    case shell::ExpansionKind::parameter:
      if (is_plain_parameter(expansion) || is_list_name(expansion.name)) return false;
      if (expansion.name == "@" || expansion.name == "*" || expansion.subscript == "@" || expansion.subscript == "*")
        return expansion.operation.empty();
      // `${x:+--flag "$x"}` is split on purpose.
      if (expansion.operation.ends_with('+')) return false;
      if (is_plain_in_stage(subject.stage, expansion.name)) return false;
      // The items of a loop over words were split there already.
      if (is_loop_variable(*subject.invocation.node, expansion.name)) return false;
      return values_of(script, expansion.name) == Values::unknown;
    case shell::ExpansionKind::command:
      return expansion.script != nullptr && !prints_plain_words(*expansion.script);
    default:
      return false;
  }
}

static Severity severity_of(const CommandSubject& subject, const shell::Word& word, const shell::Expansion& expansion) {
  const std::string_view program = subject.invocation.program;
  if (subject.site == CommandSite::run) return Severity::info;
  const bool reads_file =
      program == "export" && expansion.kind == shell::ExpansionKind::command && !contains(before(word.text, '$'), "=");
  if (reads_file || is_one_of("rm rmdir mv dd shred truncate", program)) return Severity::medium;
  return Severity::low;
}

static void check(const CommandSubject& subject, Report& report) {
  const bool fits = subject.site == CommandSite::run || subject.site == CommandSite::script ||
                    subject.site == CommandSite::image_command;
  if (!fits || !concerns_deployment(subject, report.project())) return report.skip();
  if (subject.invocation.node->script->outer_expands || subject.script->dialect == shell::Dialect::zsh)
    return report.skip();
  // Their arguments are split, or shown, on purpose.
  if (is_one_of("echo printf : set eval shift exit return let test kill wait", subject.invocation.program))
    return report.skip();
  bool any = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.nested || expansion.in_double_quotes) continue;
      if (expansion.kind != shell::ExpansionKind::parameter && expansion.kind != shell::ExpansionKind::command)
        continue;
      any = true;
      if (!splits(subject, expansion)) continue;
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
      std::string quoted = "\"";
      quoted.append(report.text(expansion.span)).append("\"");
      finding.fix(Safety::review, "Put it in double quotes", expansion.span, quoted);
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
