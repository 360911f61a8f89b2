#include "rules/rule.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "rules/lib/make_targets.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::rm_of_unset_path {

enum class Value : std::uint8_t {
  not_known,
  may_be_empty,
  given_outside,  ///< Another variable's, which the script never gives a value: mostly it has one.
  always_there,
};

/// What is certain of the text behind `from` in a word.
static Value value_behind(const shell::Word& word, std::size_t from) {
  const std::string_view value = word.text.substr(std::min(from, word.text.size()));
  if (value.empty()) return Value::may_be_empty;
  if (word.literal || word.expansions.empty()) return Value::always_there;
  // A value with literal text in it is never empty: "$base/tmp".
  const shell::Expansion& only = word.expansions.front();
  if (only.span.size() < value.size()) return Value::always_there;
  if (only.operation.starts_with(":-") || only.operation.starts_with(":=") || only.operation.starts_with(":?"))
    return Value::always_there;
  if (only.script == nullptr || only.script->commands.empty()) return Value::may_be_empty;
  const bool makes_one = is_one_of("mktemp pwd dirname cd date realpath readlink git",
                                   shell::invocation(*only.script->commands.front()).program);
  return makes_one ? Value::always_there : Value::not_known;
}

/// Whether a word is a variable that the script gives a text which is never empty: `"$FOLDER"` behind
/// `FOLDER=$BASE/backup`.
static bool is_filled(const shell::Script& script, const shell::Word& word) {
  if (word.expansions.size() != 1 || word.expansions.front().span.size() < word.text.size()) return false;
  const std::string_view name = word.expansions.front().name;
  bool any = false;
  for (const shell::Node* const node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments)
      any = any || (assignment.name == name && value_behind(assignment.value, 0) == Value::always_there);
    if (node->words.empty() || !shell::is_declaration(node->words.front().text)) continue;
    for (const shell::Word& each : node->words)
      any = any || (each.raw.starts_with(std::string(name) + "=") &&
                    value_behind(each, name.size() + 1) == Value::always_there);
  }
  return any;
}

/// What is certain of an argument of a function: the least of what its calls in the script give.
static Value argument_of(const shell::Script& script, std::string_view function, std::size_t index) {
  std::optional<Value> given;
  for (const shell::Node* const node : script.commands) {
    if (node->words.empty() || node->words.front().text != function) continue;
    if (node->words.size() <= index) return Value::may_be_empty;
    const Value value =
        is_filled(script, node->words[index]) ? Value::always_there : value_behind(node->words[index], 0);
    if (value != Value::always_there) return value;
    given = value;
  }
  return given.value_or(Value::not_known);
}

/// Whether any command of a script gives a variable a value.
static bool is_assigned(const shell::Script& script, std::string_view name) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    const auto gives = [&](const shell::Word& word) {
      return word.text == name || word.raw.starts_with(std::string(name) + "=");
    };
    return std::ranges::any_of(node->assignments,
                               [&](const shell::Assignment& assignment) { return assignment.name == name; }) ||
           (!node->words.empty() &&
            (shell::is_declaration(node->words.front().text) || node->words.front().text == "read") &&
            std::ranges::any_of(node->words, gives));
  });
}

/// `local folder=$2` takes what the calls of the function around it give.
static Value value_given(const shell::Script& script, const shell::Node& giving, const shell::Word& word,
                         std::size_t from) {
  const Value value = value_behind(word, from);
  if (value != Value::may_be_empty || word.expansions.empty()) return value;
  const shell::Expansion& only = word.expansions.front();
  const std::string_view name = only.name;
  // `OLD="$PGDATA"`
  if (is_word(name) && !is_number(name) && only.kind == shell::ExpansionKind::parameter && only.operation.empty() &&
      !is_assigned(script, name))
    return Value::given_outside;
  if (!is_number(name) || name.size() > 2) return value;
  for (const shell::Node* at = giving.parent; at != nullptr; at = at->parent)
    if (at->kind == shell::NodeKind::function) return argument_of(script, at->name, std::stoul(std::string(name)));
  return value;
}

/// What is certain about the values that a script gives a variable.
static Value value_of(const project::Project& project, const shell::Script& script, std::string_view name,
                      const CommandSubject& subject) {
  if (is_one_of("HOME PWD OLDPWD", name)) return Value::always_there;
  // The worst of all values that it gets; nothing so far.
  std::optional<Value> given;
  const auto add = [&](Value value) {
    if (!given.has_value() || value == Value::may_be_empty || *given == Value::always_there) given = value;
  };
  for (const shell::Node* node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == name) add(value_given(script, *node, assignment.value, 0));
    if (node->words.empty() || !shell::is_declaration(node->words.front().text)) continue;
    for (const shell::Word& word : node->words)
      if (word.raw.starts_with(name) && word.raw.substr(name.size()).starts_with('='))
        add(value_given(script, *node, word, name.size() + 1));
  }
  for (const shell::Node* at = subject.invocation.node->parent; at != nullptr; at = at->parent)
    if (at->kind == shell::NodeKind::for_loop && at->name == name) return Value::always_there;
  if (!given.has_value() && subject.stage != nullptr)
    for (const dockerfile::Variable& variable : subject.stage->variables)
      if (variable.name == name) return variable.value.empty() ? Value::may_be_empty : Value::always_there;
  // A script of an image finds what its Dockerfile sets.
  if (!given.has_value() && subject.site == CommandSite::script)
    for (const project::Dockerfile& dockerfile : project.dockerfiles)
      for (const dockerfile::Stage* const stage : dockerfile.parsed->stages)
        for (const dockerfile::Variable& variable : stage->variables)
          if (variable.name == name && !variable.value.empty()) return Value::always_there;
  return given.value_or(Value::not_known);
}

/// Something in the script tests that the variable is not empty.
static bool is_tested(const shell::Script& script, std::string_view name) {
  bool tested = false;
  for_each_node(*script.root, [&](const shell::Node& node) {
    const bool is_test = node.kind == shell::NodeKind::condition ||
                         (node.kind == shell::NodeKind::simple && is_one_of("[ test", shell::invocation(node).program));
    const bool checks = node.kind == shell::NodeKind::simple && !node.words.empty() && node.words[0].text == ":";
    if (!is_test && !checks) return;
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions)
        if (expansion.name == name &&
            (is_test || expansion.operation.ends_with('?') || expansion.operation.ends_with('=')))
          tested = true;
  });
  return tested;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run && subject.site != CommandSite::script && subject.site != CommandSite::make)
    return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  if (!subject.invocation.has_any_flag({"-r", "-R", "--recursive"})) return report.skip();
  const shell::Node& node = *subject.invocation.node;
  if (node.script->root == nullptr) return report.skip();
  const StrictMode mode = strict_mode(*node.script, first_line(*node.script, subject.file, report.project()),
                                      is_inside(node, shell::NodeKind::function) ? nullptr : &node);
  bool any = false;
  for (const shell::Word* word : subject.invocation.operands()) {
    if (word->expansions.empty()) continue;
    const shell::Expansion& first = word->expansions.front();
    if (first.kind != shell::ExpansionKind::parameter || !first.operation.empty() || !word->text.starts_with('$'))
      continue;
    const std::string_view rest = word->text.substr(std::min<std::size_t>(first.span.size(), word->text.size()));
    if (!rest.starts_with('/')) continue;
    any = true;
    // `su -c "rm -rf $x/*"` has the value of the script around it.
    const shell::Script& around = node.script->outer_expands ? *subject.script : *node.script;
    const Value value = value_of(report.project(), around, first.name, subject);
    if (value == Value::always_there || is_tested(*node.script, first.name)) continue;
    if (node.script->outer_expands && value == Value::not_known) continue;
    if (subject.site == CommandSite::make && subject.file != nullptr &&
        make_gives_value(report.project(), *subject.file, first.name))
      continue;
    // An unset variable ends a script under `set -u`; an argument that is empty does not.
    if (mode.nounset) continue;
    const std::string_view folder = before(rest.substr(1), '/');
    const bool everything = rest == "/" || rest == "/*" || rest == "/.*" || rest == "/**";
    const bool system = is_one_of("bin boot dev etc home lib lib64 opt proc root run sbin srv sys usr var tmp", folder);
    if (!everything && !system && subject.site == CommandSite::run) continue;
    // `rm` of GNU refuses the root itself, and not what a pattern finds there.
    const Severity severity =
        everything && rest != "/" && subject.site != CommandSite::run ? Severity::high : Severity::medium;
    if (subject.site == CommandSite::make) {
      // Make reads `${NAME:?}` as a name of its own.
      report.at(word->span, "When `{}` is empty this deletes `{}`; give it a value in the Makefile", first.name, rest)
          .severity(severity);
      continue;
    }
    std::string safe = "${";
    safe.append(first.name).append(":?}");
    // `1` alone would be read as a number.
    const std::string shown = (is_number(first.name) ? "$" : "") + std::string(first.name);
    Builder finding = report.at(word->span, "When `{}` is empty this deletes `{}`; write `{}`", shown, rest, safe);
    finding.severity(severity).fix(Safety::safe, "End with a message when it is empty", first.span, safe);
    // In a step the base image may well set what nothing in the Dockerfile does, and what a command prints is mostly
    // something.
    if (subject.site == CommandSite::run && value == Value::not_known)
      finding.severity(Severity::low).confidence(Confidence::possible);
    else if (value == Value::given_outside)
      finding.severity(Severity::low).confidence(Confidence::possible);
  }
  if (!any) report.skip();
}

static constexpr std::string_view programs[] = {"rm"};

extern const Rule rule = {
    .code = "SW3034",
    .summary = "Deletion below a variable that may be empty",
    .why =
        "`rm -rf \"$DIR/\"*` with an empty `DIR` is `rm -rf /*`: a misspelt name or a missing setting deletes the "
        "machine.",
    .remedy =
        "Write `\"${DIR:?}/\"`, which ends the command with a message, or set `-u` and give the variable a value.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::rm_of_unset_path
