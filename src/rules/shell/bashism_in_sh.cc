#include "rules/rule.h"

#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::bashism_in_sh {

/// What bash has and the shell at hand has not, and what takes its place.
struct Bashism {
  Span span;
  std::string_view what;
  std::string_view instead;
  bool in_ash = false;                ///< BusyBox has it.
  std::string_view replacement = {};  ///< For a fix of `span`; empty: none.
};

/// Stops at the first few: one construct of bash makes a script bash's, and the cure is mostly the `#!` line.
class Finder {
 public:
  Finder(const ScriptSite& site, shell::Dialect dialect, bool certain, Report& report)
      : site_(site), is_ash_(dialect == shell::Dialect::ash), certain_(certain), report_(report) {}

  bool any() const { return found_ > 0; }

  void look_at(const shell::Node& node) {
    using shell::NodeKind;
    if (found_ >= most) return;
    switch (node.kind) {
      case NodeKind::condition:
        add({first_bytes(node, 2), "`[[`", "use `[`", true});
        break;
      case NodeKind::arithmetic:
        add({first_bytes(node, 2), "`((`", "use `$(( ))` with an assignment or `[`"});
        break;
      case NodeKind::select_loop:
        add({first_bytes(node, 6), "`select`", "use `read`"});
        break;
      case NodeKind::for_loop:
        if (node.name.empty()) add({first_bytes(node, 3), "`for ((`", "use `while` with `$(( ))`"});
        break;
      case NodeKind::function:
        check_function(node);
        break;
      case NodeKind::case_clause:
        for (const shell::Node* item : node.children)
          if (item->joined_by == ";&" || item->joined_by == ";;&")
            add({item->span, "`;&` in `case`", "repeat the commands"});
        break;
      case NodeKind::pipeline:
        for (const shell::Node* child : node.children)
          if (child->joined_by == "|&") add({child->span, "`|&`", "write `2>&1 |`"});
        break;
      default:
        break;
    }
    for (const shell::Assignment& assignment : node.assignments) {
      if (assignment.array || assignment.subscript != nullptr)
        add({assignment.span, "arrays", "use words or separate variables"});
      else if (assignment.append)
        add({assignment.span, "`+=`", "write the value out"});
      check_word(assignment.value);
    }
    for (const shell::Word& word : node.words) check_word(word);
    for (const shell::Redirection& redirection : node.redirections) {
      if (redirection.operation == "<<<") add({redirection.span, "`<<<`", "use a heredoc or a pipe"});
      if (redirection.operation.starts_with("&>")) check_both(redirection);
      check_word(redirection.target);
    }
    if (node.kind == NodeKind::simple) check_command(shell::invocation(node));
  }

 private:
  static constexpr int most = 5;

  static Span first_bytes(const shell::Node& node, std::uint32_t count) {
    return {node.span.file, node.span.begin, std::min(node.span.begin + count, node.span.end)};
  }

  void check_function(const shell::Node& node) {
    if (report_.text(first_bytes(node, 8)) == "function") {
      add({first_bytes(node, 8), "`function`", "write `name() {`", true});
      return;
    }
    for (const char letter : node.name)
      if (!shell_name(letter)) {
        add({first_bytes(node, static_cast<std::uint32_t>(node.name.size())), "function names like this",
             "use letters, digits and `_`", true});
        return;
      }
  }

  static bool shell_name(char letter) {
    return (lower(letter) >= 'a' && lower(letter) <= 'z') || is_digit(letter) || letter == '_';
  }

  void check_both(const shell::Redirection& redirection) {
    std::string both = redirection.operation == "&>>" ? ">>" : ">";
    both.append(report_.text(redirection.target.span)).append(" 2>&1");
    add({redirection.span, "`&>` and puts the command into the background", "write `>file 2>&1`", true, keep(both)});
  }

  void check_word(const shell::Word& word) {
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind == shell::ExpansionKind::process)
        add({expansion.span, "`<( )`", "use a file or a pipe", true});
      if (expansion.kind != shell::ExpansionKind::parameter) continue;
      const std::string_view operation = expansion.operation;
      if (!expansion.subscript.empty())
        add({expansion.span, "arrays", "use words or separate variables"});
      else if (operation.starts_with('/'))
        add({expansion.span, "`${x/a/b}`", "use `sed`", true});
      else if (operation == ":")
        add({expansion.span, "`${x:1:2}`", "use `cut`, `${x#...}` or `${x%...}`", true});
      else if (operation.starts_with('^') || operation.starts_with(','))
        add({expansion.span, "`${x^}`", "use `tr`"});
      else if (operation == "!" || operation == "@")
        add({expansion.span, "`${!x}`", "use `eval`"});
      else if (is_one_of("BASH_SOURCE BASHPID FUNCNAME PIPESTATUS BASH_REMATCH DIRSTACK", expansion.name))
        add({expansion.span, "variable of this name", "it is empty there"});
      else if (is_one_of("RANDOM SECONDS", expansion.name))
        add({expansion.span, "variable of this name", "it is empty there", true});
      else if (is_one_of("EUID UID OSTYPE", expansion.name) && operation.empty() && !assigned(expansion.name))
        add({expansion.span, "variable of this name", "use `$(id -u)` or `uname`"});
    }
  }

  bool assigned(std::string_view name) const {
    for (const shell::Node* node : site_.script->commands)
      for (const shell::Assignment& assignment : node->assignments)
        if (assignment.name == name) return true;
    if (site_.stage != nullptr)
      for (const dockerfile::Variable& variable : site_.stage->variables)
        if (variable.name == name) return true;
    return false;
  }

  void check_command(const shell::Invocation& command) {
    const std::string_view program = command.program;
    if (program.empty()) return;
    const Span span = command.program_word->span;
    if (is_one_of("declare typeset shopt pushd popd dirs mapfile readarray coproc disown compgen complete bind caller "
                  "enable builtin",
                  program)) {
      add({span, keep("`" + std::string(program) + "`"), "only bash has it"});
    } else if (program == "let") {
      add({span, "`let`", "write `x=$((...))`", true});
    } else if (program == "[" || program == "test") {
      for (const shell::Word& word : command.arguments)
        if (word.text == "==" && !word.quoted) add({word.span, "`==`", "write `=`", true, "="});
    } else if (program == "set") {
      for (const shell::Word& word : command.arguments)
        if (word.text == "pipefail" && !status_is_asked(*command.node))
          add({word.span, "`pipefail` before dash 0.5.13", "use bash", true});
    } else if (program == "echo" && command.program_word->text == "echo" && !command.arguments.empty() &&
               command.arguments[0].text == "-e") {
      add({command.arguments[0].span, "`echo -e` and prints the `-e`", "use `printf`", true});
    } else if (program == "read") {
      for (const shell::Word& word : command.arguments)
        if (word.text.size() == 2 && word.text[0] == '-' && is_one_of("a d n N s t u i", word.text.substr(1)))
          add({word.span, "such option of `read`", "`sh` knows `-r` and `-p`", word.text != "-a"});
    } else if (program == "printf" && !command.arguments.empty() && command.arguments[0].text == "-v") {
      add({command.arguments[0].span, "`printf -v`", "write `x=$(printf ...)`"});
    } else if (program == "export" && command.has_flag("-f")) {
      add({command.flag("-f")->span, "`export -f`", "only bash exports functions"});
    } else if (program == "trap") {
      for (const shell::Word& word : command.arguments.subspan(std::min<std::size_t>(1, command.arguments.size())))
        if (word.text == "ERR" || word.text == "DEBUG" || word.text == "RETURN")
          add({word.span, keep("`trap` for `" + std::string(word.text) + "`"), "use `EXIT`"});
    } else if (program == "wait" && command.has_flag("-n")) {
      add({command.flag("-n")->span, "`wait -n`", "wait for each process"});
    }
  }

  /// Texts made here live until the script is done.
  std::string_view keep(std::string text) {
    kept_ = std::move(text);
    return kept_;
  }

  void add(const Bashism& bashism) {
    if ((is_ash_ && bashism.in_ash) || found_ >= most || bashism.span.begin == last_) return;
    ++found_;
    last_ = bashism.span.begin;
    std::string message = is_ash_ ? "BusyBox `sh` has no " : "`sh` has no ";
    message.append(bashism.what).append("; ").append(bashism.instead);
    Builder finding = report_.at(bashism.span, "{}", message);
    if (site_.site == CommandSite::run) {
      finding.rung(Rung::build);
      if (!certain_) finding.severity(Severity::low).confidence(Confidence::possible);
    } else {
      finding.confidence(Confidence::likely);
    }
    if (!bashism.replacement.empty())
      finding.fix(Safety::safe, "Write it as `sh` knows it", bashism.span, bashism.replacement);
  }

  const ScriptSite& site_;
  bool is_ash_;
  bool certain_;
  Report& report_;
  int found_ = 0;
  std::uint32_t last_ = 0xffffffff;
  std::string kept_;
};

/// A script that asks which shell runs it knows what it does.
static bool asks_for_shell(std::string_view text) {
  return contains(text, "BASH_VERSION") || contains(text, "ZSH_VERSION");
}

/// A stage that calls the package managers of Red Hat and SUSE has bash as its `sh`, whatever its base is called.
static bool has_rpm(const dockerfile::Stage& stage) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* node : instruction->script->commands)
        if (is_one_of("yum dnf microdnf tdnf zypper rpm", shell::invocation(*node).program)) return true;
    }
  return false;
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  const dockerfile::Stage* last_stage = nullptr;
  bool last_has_rpm = false;
  for_each_script(file, [&](const ScriptSite& site) {
    const shell::Dialect dialect = site.script->dialect;
    if (dialect != shell::Dialect::posix && dialect != shell::Dialect::ash) return;
    const std::string_view line = first_line(*site.script, &file, report.project());
    const std::optional<shell::Dialect> shell = known_shell(*site.script, site.stage, line);
    if (site.site == CommandSite::script && (!shell.has_value() || !concerns_deployment(file, report.project())))
      return;
    if (site.stage != nullptr && !shell.has_value()) {
      if (site.stage != last_stage) {
        last_stage = site.stage;
        last_has_rpm = has_rpm(*last_stage);
      }
      if (last_has_rpm) return;
    }
    if (asks_for_shell(report.text(site.script->span))) return;
    any = true;
    Finder finder(site, dialect, shell.has_value(), report);
    for_each_node_deep(*site.script, [&](const shell::Node& node) {
      if (node.script->dialect == dialect) finder.look_at(node);
    });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3023",
    .summary = "Bash syntax in a script of `sh`",
    .why =
        "`sh` is dash on Debian and Ubuntu and BusyBox on Alpine. They stop at what only bash knows, or, worse, take "
        "it for something else "
        "and go on.",
    .remedy =
        "Write `#!/bin/bash` where bash is installed (in a Dockerfile `SHELL [\"/bin/bash\", \"-c\"]`), or what every "
        "`sh` knows.",
    .peers = "hadolint-shellcheck:SC2039",
    .differs =
        "What BusyBox does know (`[[`, `${x/a/b}`, `source`) is no hit where it is the shell; `source` and braces have "
        "rules of their own.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::bashism_in_sh
