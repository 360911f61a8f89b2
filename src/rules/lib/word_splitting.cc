#include "rules/lib/word_splitting.h"

#include <algorithm>
#include <string>

#include "dockerfile/predefined.h"
#include "rules/lib/run_habits.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

/// Variables whose name says that they hold a list of words.
bool is_list_name(std::string_view name) {
  std::string lowered(name);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  constexpr std::string_view marks[] = {"opt",     "flag",      "arg",   "param",   "package", "pkg",   "dep",
                                        "list",    "file",      "cmd",   "command", "libs",    "mods",  "exts",
                                        "modules", "extension", "extra", "tools",   "words",   "items", "names"};
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return contains(lowered, mark); });
}

/// Values without blanks and globs by their nature: numbers, the process id, the status.
bool is_number(const shell::Expansion& expansion) {
  if (expansion.operation == "#len") return true;
  constexpr WordList numbers = "# ? $ ! - UID EUID PPID RANDOM SECONDS LINENO SHLVL OPTIND";
  return is_one_of(numbers, expansion.name);
}

/// The same for what the shell or the builder sets to one word.
bool is_plain_parameter(const shell::Expansion& expansion) {
  constexpr WordList words =
      "TARGETARCH TARGETOS TARGETPLATFORM TARGETVARIANT BUILDPLATFORM BUILDARCH BUILDOS HOSTTYPE NPROC";
  return is_number(expansion) || is_one_of(words, expansion.name);
}

bool has_blank_or_glob(std::string_view text) { return text.find_first_of(" \t\n*?[") != std::string_view::npos; }

/// Programs that print one word of known form, or a list that is meant to be split.
bool prints_plain_words(const shell::Script& script) {
  if (script.commands.empty()) return true;
  const shell::Invocation last = shell::invocation(*script.commands.back());
  const shell::Invocation first = shell::invocation(*script.commands.front());
  constexpr WordList programs =
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
Values value_of(std::string_view text, const shell::Word& word) {
  if (word.literal) return has_blank_or_glob(text) ? Values::splittable : Values::plain;
  for (const shell::Expansion& expansion : word.expansions) {
    if (expansion.kind == shell::ExpansionKind::arithmetic) continue;
    if (expansion.kind == shell::ExpansionKind::command && expansion.script != nullptr &&
        prints_plain_words(*expansion.script))
      continue;
    if (expansion.kind == shell::ExpansionKind::parameter && (expansion.nested || is_plain_parameter(expansion)))
      continue;
    return Values::unknown;
  }
  return Values::plain;
}

Values values_of(const shell::Script& script, std::string_view name) {
  Values all = Values::unknown;
  for (const shell::Node* node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments) {
      if (assignment.name != name) continue;
      if (assignment.array || assignment.append) return Values::splittable;
      all = value_of(assignment.value.text, assignment.value);
      if (all != Values::plain) return all;
    }
    // `local name=value`
    if (node->words.empty() || !shell::is_declaration(node->words.front().text)) continue;
    for (const shell::Word& word : node->words.subspan(1)) {
      if (!word.text.starts_with(name) || word.text.substr(name.size(), 1) != "=") continue;
      all = value_of(word.text.substr(name.size() + 1), word);
      if (all != Values::plain) return all;
    }
  }
  return all;
}

/// Whether the Dockerfile gives a variable its value: one word, or a list on purpose, since the step works with it.
bool is_declared_in_stage(const dockerfile::Stage* stage, std::string_view name) {
  if (stage == nullptr) return false;
  // What a trigger declares is there when the triggers run.
  for (const dockerfile::Instruction* instruction : stage->instructions)
    if (instruction->trigger != nullptr &&
        std::ranges::any_of(instruction->trigger->pairs,
                            [&](const dockerfile::Pair& pair) { return pair.key.text == name; }))
      return true;
  return std::ranges::any_of(stage->variables,
                             [&](const dockerfile::Variable& variable) { return variable.name == name; });
}

bool is_loop_variable(const shell::Node& node, std::string_view name) {
  for (const shell::Node* at = node.parent; at != nullptr; at = at->parent)
    if ((at->kind == shell::NodeKind::for_loop || at->kind == shell::NodeKind::select_loop) && at->name == name)
      return true;
  return false;
}

}  // namespace

bool splits_on_purpose(std::string_view program) {
  return is_one_of("echo printf : set eval shift exit return let test kill wait", program);
}

// --- as ShellCheck sees it

namespace {

/// Whether a variable may hold blanks or globs, as far as the script itself tells.
class CleanValues {
 public:
  CleanValues(const shell::Script& script, const dockerfile::Stage* stage) : script_(script), stage_(stage) {}

  bool is_clean(std::string_view name, const shell::Node& at, int depth = 0) const {
    if (depth > most_depth) return false;
    const bool declared = is_declared(name);
    if (!declared && !is_given_before(name, at, depth)) return false;
    for (const shell::Node* node : script_.commands) {
      for (const shell::Assignment& assignment : node->assignments)
        if (assignment.name == name && !is_clean_value(assignment.value, name, *node, depth)) return false;
      if (node->words.empty()) continue;
      const std::string_view program = node->words.front().text;
      if (program == "read")
        for (const shell::Word& word : node->words)
          if (word.text == name) return false;
      if (!is_declaration(program)) continue;
      for (const shell::Word& word : node->words)
        if (gives(word, name) && !is_clean_text(word, name.size() + 1, name, *node, depth)) return false;
    }
    return true;
  }

  static bool is_declaration(std::string_view program) { return shell::is_declaration(program); }

 private:
  static constexpr int most_depth = 4;

  static bool gives(const shell::Word& word, std::string_view name) {
    return word.raw.size() > name.size() && word.raw.starts_with(name) && word.raw[name.size()] == '=';
  }

  bool is_declared(std::string_view name) const {
    return dockerfile::is_proxy_argument(name) || is_declared_in_stage(stage_, name);
  }

  bool is_clean_value(const shell::Word& value, std::string_view name, const shell::Node& at, int depth) const {
    return is_clean_text(value, 0, name, at, depth);
  }

  /// The part of a word behind `from`: no blank, no glob, and nothing expanded whose value is not clean itself.
  bool is_clean_text(const shell::Word& word, std::size_t from, std::string_view name, const shell::Node& at,
                     int depth) const {
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.nested || expansion.kind == shell::ExpansionKind::arithmetic ||
          expansion.kind == shell::ExpansionKind::tilde || expansion.kind == shell::ExpansionKind::brace)
        continue;
      if (expansion.kind != shell::ExpansionKind::parameter || !expansion.operation.empty()) {
        if (expansion.operation == "#len") continue;
        return false;
      }
      if (expansion.name == name || is_number(expansion)) continue;
      if (!is_clean(expansion.name, at, depth + 1)) return false;
    }
    const std::string text = literal_text(word.raw);
    return !has_blank_or_glob(std::string_view(text).substr(std::min(from, text.size())));
  }

  /// Whether some command gives the variable a value on every way to `at`.
  bool is_given_before(std::string_view name, const shell::Node& at, int depth) const {
    // `a=1 b=$a`: assignments without a command are made in turn.
    if (at.kind == shell::NodeKind::simple && at.words.empty() && always_gives(at, name)) return true;
    for (const shell::Node* node = &at; node != nullptr && node->parent != nullptr; node = node->parent) {
      const shell::Node& parent = *node->parent;
      if ((parent.kind == shell::NodeKind::for_loop || parent.kind == shell::NodeKind::select_loop) &&
          parent.name == name)
        return std::all_of(parent.words.begin(), parent.words.end(),
                           [&](const shell::Word& item) { return is_clean_item(item, name, parent, depth); });
      if (parent.kind != shell::NodeKind::list && parent.kind != shell::NodeKind::and_or &&
          parent.kind != shell::NodeKind::if_clause && parent.kind != shell::NodeKind::while_loop)
        continue;
      for (const shell::Node* earlier : parent.children) {
        if (earlier == node) break;
        // Of `a && b && c` only `a` runs in every case.
        if (parent.kind != shell::NodeKind::list && earlier != parent.children.front()) break;
        if (always_gives(*earlier, name)) return true;
      }
    }
    return false;
  }

  bool is_clean_item(const shell::Word& item, std::string_view name, const shell::Node& at, int depth) const {
    // What is split into several items may be split further.
    for (const shell::Expansion& expansion : item.expansions)
      if (expansion.kind == shell::ExpansionKind::glob ||
          (!expansion.in_double_quotes && !expansion.nested &&
           (expansion.kind == shell::ExpansionKind::parameter || expansion.kind == shell::ExpansionKind::command)))
        return false;
    return is_clean_text(item, 0, name, at, depth);
  }

  /// Whether a command gives the variable a value whenever it succeeds or not, or ends the script.
  bool always_gives(const shell::Node& node, std::string_view name) const {
    const auto gives_it = [&](const shell::Node* child) { return always_gives(*child, name); };
    switch (node.kind) {
      case shell::NodeKind::simple: {
        if (node.words.empty())
          return std::any_of(node.assignments.begin(), node.assignments.end(),
                             [&](const shell::Assignment& assignment) { return assignment.name == name; });
        const std::string_view program = node.words.front().text;
        if (is_one_of("exit return break continue", program)) return true;
        return (is_declaration(program) || program == "read") &&
               std::any_of(node.words.begin() + 1, node.words.end(),
                           [&](const shell::Word& word) { return gives(word, name) || word.text == name; });
      }
      case shell::NodeKind::list:
      case shell::NodeKind::group:
        return std::any_of(node.children.begin(), node.children.end(), gives_it);
      case shell::NodeKind::and_or:
        return gives_it(node.children.front());
      case shell::NodeKind::if_clause: {
        if (gives_it(node.children.front())) return true;
        if (!node.has_else) return false;
        for (std::size_t i = 1; i < node.children.size(); i += 2)
          if (!gives_it(node.children[i])) return false;
        return gives_it(node.children.back());
      }
      case shell::NodeKind::case_clause: {
        bool any = false;
        for (const shell::Node* item : node.children) {
          for (const shell::Word& pattern : item->words) any = any || pattern.raw == "*";
          if (!gives_it(item)) return false;
        }
        return any;
      }
      case shell::NodeKind::while_loop:
      case shell::NodeKind::until_loop:
        return gives_it(node.children.front());
      default:
        return false;
    }
  }

  const shell::Script& script_;
  const dockerfile::Stage* stage_;
};

}  // namespace

bool splits_unawares(const CommandSubject& subject, const shell::Expansion& expansion) {
  const shell::Script& script = *subject.script;
  switch (expansion.kind) {
    case shell::ExpansionKind::parameter:
      if (is_plain_parameter(expansion) || is_list_name(expansion.name)) return false;
      if (expansion.name == "@" || expansion.name == "*" || expansion.subscript == "@" || expansion.subscript == "*")
        return expansion.operation.empty();
      // `${x:+--flag "$x"}` is split on purpose.
      if (expansion.operation.ends_with('+')) return false;
      if (is_declared_in_stage(subject.stage, expansion.name)) return false;
      // The items of a loop over words were split there already.
      if (is_loop_variable(*subject.invocation.node, expansion.name)) return false;
      return values_of(script, expansion.name) == Values::unknown &&
             !CleanValues(script, subject.stage).is_clean(expansion.name, *subject.invocation.node);
    case shell::ExpansionKind::command:
      return expansion.script != nullptr && !prints_plain_words(*expansion.script);
    default:
      return false;
  }
}

bool is_split_as_written(const shell::Expansion& expansion, const shell::Script& script, const dockerfile::Stage* stage,
                         const shell::Node& at) {
  if (expansion.nested || expansion.in_double_quotes) return false;
  if (expansion.kind == shell::ExpansionKind::command)
    return expansion.script != nullptr && !expansion.script->commands.empty() &&
           !is_one_of("seq pgrep", shell::invocation(*expansion.script->commands.front()).program);
  if (expansion.kind != shell::ExpansionKind::parameter || is_number(expansion)) return false;
  // Arrays and "$@" are another matter, and `${x:+"$x"}` is split on purpose.
  if (expansion.name == "@" || !expansion.subscript.empty() || expansion.operation.ends_with('+')) return false;
  return !CleanValues(script, stage).is_clean(expansion.name, at);
}

}  // namespace seaworthy::rules
