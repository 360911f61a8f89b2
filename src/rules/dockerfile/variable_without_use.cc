#include "rules/rule.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_set>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::variable_without_use {

/// Names that the shell or the programs that it starts ask for by themselves.
static constexpr WordList asked_by_shell =
    "BASH_ENV BASH_XTRACEFD CDPATH COLUMNS COMP_WORDBREAKS ENV EXECIGNORE FCEDIT FIGNORE FUNCNEST GLOBIGNORE "
    "HISTCONTROL "
    "HISTFILE HISTFILESIZE HISTIGNORE HISTSIZE HISTTIMEFORMAT HOME HOSTFILE IFS IGNOREEOF INPUTRC LANG LC_ALL "
    "LC_COLLATE LC_CTYPE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME LINENO LINES LOGNAME MAIL MAILCHECK MAILPATH "
    "OLDPWD "
    "OPTARG OPTERR OPTIND PATH POSIXLY_CORRECT PROMPT_COMMAND PROMPT_DIRTRIM PS0 PS1 PS2 PS3 PS4 PWD RANDOM REPLY "
    "SECONDS SHELL TERM TIMEFORMAT TMOUT TMPDIR TZ USER";

using Names = std::unordered_set<std::string_view>;

static bool is_name_part(char c) { return is_digit(c) || c == '_' || (lower(c) >= 'a' && lower(c) <= 'z'); }

/// The names in an arithmetic expression: `$` is not asked for there.
static void add_identifiers(std::string_view text, Names& names) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_name_part(text[end])) ++end;
    if (end > at) names.insert(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
}

static void add_expansions(std::span<const shell::Expansion> expansions, Names& used) {
  for (const shell::Expansion& expansion : expansions) {
    if (expansion.kind == shell::ExpansionKind::parameter) used.insert(expansion.name);
    if (expansion.kind == shell::ExpansionKind::arithmetic || expansion.kind == shell::ExpansionKind::parameter)
      add_identifiers(expansion.argument, used);
    add_identifiers(expansion.subscript, used);
  }
}

/// What a node asks the value of, those of nodes below it not included.
static void add_used(const shell::Node& node, Names& used) {
  for (const shell::Word& word : node.words) add_expansions(word.expansions, used);
  for (const shell::Assignment& assignment : node.assignments) {
    add_expansions(assignment.value.expansions, used);
    for (const shell::Word& element : assignment.elements) add_expansions(element.expansions, used);
    if (assignment.subscript != nullptr) add_identifiers(assignment.subscript->raw, used);
  }
  for (const shell::Redirection& redirection : node.redirections) {
    add_expansions(redirection.target.expansions, used);
    if (redirection.heredoc != nullptr) add_expansions(redirection.heredoc->expansions, used);
  }
  if (node.kind == shell::NodeKind::arithmetic || node.kind == shell::NodeKind::condition || node.name.empty())
    for (const shell::Word& word : node.words)
      if (node.kind != shell::NodeKind::simple) add_identifiers(word.raw, used);
  if (node.kind != shell::NodeKind::simple || node.words.empty()) return;
  // What is exported, or named to a builtin, is used.
  if (!is_one_of("export declare typeset local readonly let unset eval trap test [ printf", node.program)) return;
  for (const shell::Word& word : node.words.subspan(1)) add_identifiers(before(word.raw, '='), used);
  if (is_one_of("eval trap let", node.program))
    for (const shell::Word& word : node.words.subspan(1)) add_identifiers(word.raw, used);
}

static void look_at_step(const ScriptSite& site, Report& report) {
  Names used;
  bool exports_all = false;
  for_each_own_node(*site.script, [&](const shell::Node& node) {
    add_used(node, used);
    if (node.kind != shell::NodeKind::simple || node.program != "set") return;
    for (const shell::Word& word : node.words.subspan(1))
      exports_all = exports_all || word.text == "allexport" ||
                    (word.text.starts_with('-') && !word.text.starts_with("--") && contains(word.text, "a"));
  });
  if (exports_all) return;
  const auto is_of_stage = [&](std::string_view name) {
    return site.stage != nullptr &&
           std::any_of(site.stage->variables.begin(), site.stage->variables.end(),
                       [&](const dockerfile::Variable& variable) { return variable.name == name; });
  };
  const auto report_unused = [&](std::string_view name, Span span) {
    if (name.empty() || name.starts_with('_') || is_one_of(asked_by_shell, name) || is_of_stage(name)) return;
    // Its value is said to be missing once.
    if (!used.insert(name).second) return;
    report.at(span, "Nothing in this step asks for `{}`, and its value is gone with the step", name);
  };
  for_each_own_node(*site.script, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::for_loop && node.has_items) report_unused(node.name, node.span);
    if (node.kind != shell::NodeKind::simple || !node.words.empty()) return;
    for (const shell::Assignment& assignment : node.assignments) report_unused(assignment.name, assignment.span);
  });
}

static void check(const project::File& file, Report& report) {
  if (file.dockerfile == nullptr) return report.skip();
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    if (site.site != CommandSite::run) return;
    any = true;
    look_at_step(site, report);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1515",
    .summary = "Variable of a step that nothing asks for",
    .why =
        "A variable that is not exported is known to the shell of this one step alone. Where nothing in it asks for "
        "the value, its name is misspelt elsewhere, or it was meant for the program that is started.",
    .remedy = "Delete it, export it for the program that reads it, or make it an ENV.",
    .peers = "hadolint-shellcheck:SC2034",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::variable_without_use
