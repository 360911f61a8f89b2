#include "rules/lib/bashisms.h"

#include <algorithm>

#include "base/name_text.h"
#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

class Finder {
 public:
  explicit Finder(std::string_view source) : source_(source) {}

  std::vector<Bashism> take() { return std::move(found_); }

  void look_at(const shell::Node& node) {
    look_at_kind(node);
    for (const shell::Assignment& assignment : node.assignments) {
      if (assignment.array || assignment.subscript != nullptr)
        add({.span = assignment.span,
             .what = "arrays",
             .instead = "use words or separate variables",
             .peers = "hadolint-shellcheck:SC3030",
             .unreadable = assignment.array});
      else if (assignment.append)
        add({assignment.span, "`+=`", "write the value out", "hadolint-shellcheck:SC3024"});
      look_at_word(assignment.value);
    }
    for (const shell::Word& word : node.words) look_at_word(word);
    for (const shell::Redirection& redirection : node.redirections) look_at_redirection(redirection);
    if (node.kind == shell::NodeKind::simple) look_at_command(shell::invocation(node));
  }

 private:
  static Span first_bytes(const shell::Node& node, std::size_t count) {
    return {node.span.file, node.span.begin,
            std::min(node.span.begin + static_cast<std::uint32_t>(count), node.span.end)};
  }
  std::string_view text(Span span) const { return source_.substr(span.begin, span.size()); }

  void add(Bashism bashism) {
    if (found_.empty() || found_.back().span.begin != bashism.span.begin) found_.push_back(std::move(bashism));
  }

  void look_at_kind(const shell::Node& node) {
    using shell::NodeKind;
    switch (node.kind) {
      case NodeKind::condition:
        add({.span = first_bytes(node, 2),
             .what = "`[[`",
             .instead = "use `[`",
             .peers = "hadolint-shellcheck:SC3010",
             .in_ash = true});
        for (const shell::Word& word : node.words)
          if (!word.quoted && word.text == "==")
            add({.span = word.span,
                 .what = "`==`",
                 .instead = "write `=`",
                 .peers = "hadolint-shellcheck:SC3014",
                 .in_ash = true,
                 .everywhere = true});
        break;
      case NodeKind::arithmetic:
        add({first_bytes(node, 2), "`((`", "use `$(( ))` with an assignment or `[`", "hadolint-shellcheck:SC3006"});
        break;
      case NodeKind::select_loop:
        add({first_bytes(node, 6), "`select`", "use `read`", "hadolint-shellcheck:SC3008"});
        break;
      case NodeKind::for_loop:
        if (node.name.empty())
          add({.span = first_bytes(node, 3),
               .what = "`for ((`",
               .instead = "use `while` with `$(( ))`",
               .peers = "hadolint-shellcheck:SC3005",
               .unreadable = true});
        break;
      case NodeKind::function:
        look_at_function(node);
        break;
      case NodeKind::case_clause:
        for (const shell::Node* item : node.children)
          if (item->joined_by == ";&" || item->joined_by == ";;&")
            add({item->span, "`;&` in `case`", "repeat the commands", "hadolint-shellcheck:SC2127"});
        break;
      case NodeKind::pipeline:
        for (const shell::Node* child : node.children)
          if (child->joined_by == "|&") add({child->span, "`|&`", "write `2>&1 |`", "hadolint-shellcheck:SC3029"});
        break;
      default:
        break;
    }
  }

  void look_at_function(const shell::Node& node) {
    if (text(first_bytes(node, 8)) == "function") {
      add({.span = first_bytes(node, 8),
           .what = "`function`",
           .instead = "write `name() {`",
           .peers = "hadolint-shellcheck:SC2112 hadolint-shellcheck:SC2113",
           .in_ash = true});
      return;
    }
    if (!std::all_of(node.name.begin(), node.name.end(), ascii::is_name_character))
      add({.span = first_bytes(node, node.name.size()),
           .what = "function names like this",
           .instead = "use letters, digits and `_`",
           .peers = "hadolint-shellcheck:SC3033",
           .in_ash = true});
  }

  void look_at_redirection(const shell::Redirection& redirection) {
    look_at_word(redirection.target);
    if (redirection.operation == "<<<")
      add({.span = redirection.span,
           .what = "`<<<`",
           .instead = "use a heredoc or a pipe",
           .peers = "hadolint-shellcheck:SC3011",
           .unreadable = true});
    if (redirection.operation.starts_with("&>")) {
      std::string both = redirection.operation == "&>>" ? ">>" : ">";
      both.append(text(redirection.target.span)).append(" 2>&1");
      add({.span = redirection.span,
           .what = "`&>` and puts the command into the background",
           .instead = "write `>file 2>&1`",
           .peers = "hadolint-shellcheck:SC3020",
           .replacement = both,
           .in_ash = true});
    }
    if (redirection.operation == ">&" && redirection.descriptor < 0 && redirection.target.literal &&
        !is_number(redirection.target.text) && redirection.target.text != "-")
      add({redirection.span, "`>&` to a file", "write `>file 2>&1`", "hadolint-shellcheck:SC3021"});
    if (redirection.target.text.starts_with("/dev/tcp/") || redirection.target.text.starts_with("/dev/udp/"))
      add({redirection.span, "`/dev/tcp`", "use `nc`", "hadolint-shellcheck:SC3025"});
  }

  void look_at_word(const shell::Word& word) {
    for (const shell::Expansion& expansion : word.expansions) look_at_expansion(expansion);
    // `$'a\n'` is a `$` and a quoted piece behind it.
    bool behind_dollar = false;
    for_each_piece(word.raw, [&](char quote, std::string_view piece) {
      if (behind_dollar && quote == '\'')
        add({.span = word.span,
             .what = "`$''` with escapes",
             .instead = "use `printf`",
             .peers = "hadolint-shellcheck:SC3003",
             .in_ash = true});
      behind_dollar = quote == '$' && piece == "$";
    });
  }

  void look_at_expansion(const shell::Expansion& expansion) {
    if (expansion.kind == shell::ExpansionKind::process)
      add({.span = expansion.span,
           .what = "`<( )`",
           .instead = "use a file or a pipe",
           .peers = "hadolint-shellcheck:SC3001",
           .in_ash = true,
           .unreadable = true});
    if (expansion.kind != shell::ExpansionKind::parameter) return;
    const std::string_view operation = expansion.operation;
    if (!expansion.subscript.empty())
      add({expansion.span, "arrays", "use words or separate variables", "hadolint-shellcheck:SC3054"});
    else if (operation.starts_with('/'))
      add({.span = expansion.span,
           .what = "`${x/a/b}`",
           .instead = "use `sed`",
           .peers = "hadolint-shellcheck:SC3060",
           .in_ash = true});
    else if (operation == ":")
      add({.span = expansion.span,
           .what = "`${x:1:2}`",
           .instead = "use `cut`, `${x#...}` or `${x%...}`",
           .peers = "hadolint-shellcheck:SC3057",
           .in_ash = true});
    else if (operation.starts_with('^') || operation.starts_with(','))
      add({expansion.span, "`${x^}`", "use `tr`", "hadolint-shellcheck:SC3059"});
    else if (operation == "!" || operation == "@")
      add({expansion.span, "`${!x}`", "use `eval`", "hadolint-shellcheck:SC3053"});
    else if (is_one_of("BASH_SOURCE BASHPID FUNCNAME PIPESTATUS BASH_REMATCH DIRSTACK", expansion.name))
      add({expansion.span, "variable of this name", "it is empty there", "hadolint-shellcheck:SC3028"});
    else if (is_one_of("RANDOM SECONDS", expansion.name))
      add({.span = expansion.span,
           .what = "variable of this name",
           .instead = "it is empty there",
           .peers = "hadolint-shellcheck:SC3028",
           .in_ash = true});
    else if (is_one_of("EUID UID OSTYPE", expansion.name) && operation.empty())
      add({expansion.span, "variable of this name", "use `$(id -u)` or `uname`", "hadolint-shellcheck:SC3028"});
  }

  void look_at_command(const shell::Invocation& command) {
    const std::string_view program = command.program;
    if (program.empty()) return;
    const Span span = command.program_word->span;
    const auto arguments = command.arguments;
    if (is_one_of(
            "declare typeset shopt pushd popd dirs mapfile readarray disown compgen complete caller enable builtin",
            program)) {
      add({span, "`" + std::string(program) + "`", "only bash has it", "hadolint-shellcheck:SC3044"});
    } else if (is_one_of("coproc bind", program)) {
      add({span, "`" + std::string(program) + "`", "only bash has it", "hadolint-shellcheck:SC3032"});
    } else if (program == "let") {
      add({.span = span,
           .what = "`let`",
           .instead = "write `x=$((...))`",
           .peers = "hadolint-shellcheck:SC3039",
           .in_ash = true});
    } else if (program == "local") {
      add({.span = span,
           .what = "`local`",
           .instead = "use names of their own",
           .peers = "hadolint-shellcheck:SC3043",
           .everywhere = true});
    } else if (program == "[" || program == "test") {
      look_at_test(command);
    } else if (program == "set") {
      look_at_set(command);
    } else if (program == "echo" && command.program_word->text == "echo" && !arguments.empty()) {
      look_at_echo(arguments.front());
    } else if (program == "read") {
      for (const shell::Word& word : arguments)
        if (word.text.size() == 2 && word.text[0] == '-' && is_one_of("a d n N s t u i", word.text.substr(1)))
          add({.span = word.span,
               .what = "such option of `read`",
               .instead = "`sh` knows `-r` and `-p`",
               .peers = "hadolint-shellcheck:SC3045",
               .in_ash = word.text != "-a"});
    } else if (program == "printf" && !arguments.empty() && arguments[0].text == "-v") {
      add({arguments[0].span, "`printf -v`", "write `x=$(printf ...)`", "hadolint-shellcheck:SC3045"});
    } else if (program == "printf" && !arguments.empty() && contains(arguments[0].text, "%q")) {
      add({arguments[0].span, "`%q`", "quote by hand", "hadolint-shellcheck:SC3050"});
    } else if (program == "export" && command.has_flag("-f")) {
      add({command.flag("-f")->span, "`export -f`", "only bash exports functions", "hadolint-shellcheck:SC3045"});
    } else if (program == "trap") {
      for (const shell::Word& word : arguments.subspan(std::min<std::size_t>(1, arguments.size())))
        look_at_signal(word);
    } else if (program == "ulimit" && !arguments.empty() && arguments[0].text != "-f") {
      add({.span = arguments[0].span,
           .what = "options of `ulimit` but `-f`",
           .instead = "set the limit where the container is run",
           .peers = "hadolint-shellcheck:SC3045",
           .everywhere = true});
    } else if (program == "wait" && command.has_flag("-n")) {
      add({command.flag("-n")->span, "`wait -n`", "wait for each process", "hadolint-shellcheck:SC3045"});
    }
  }

  void look_at_test(const shell::Invocation& command) {
    for (const shell::Word& word : command.arguments) {
      if (word.quoted) continue;
      if (word.text == "==")
        add({.span = word.span,
             .what = "`==`",
             .instead = "write `=`",
             .peers = "hadolint-shellcheck:SC3014",
             .replacement = "=",
             .in_ash = true});
      else if (is_one_of("-nt -ot -ef", word.text))
        add({.span = word.span,
             .what = "`" + std::string(word.text) + "`",
             .instead = "use `find -newer`",
             .peers = "hadolint-shellcheck:SC3013",
             .everywhere = true});
      else if (word.text == "=~")
        add({word.span, "`=~`", "use `grep` or `case`", "hadolint-shellcheck:SC3015"});
    }
  }

  void look_at_set(const shell::Invocation& command) {
    for (const shell::Word& word : command.arguments)
      if (word.text == "pipefail")
        add({.span = word.span,
             .what = "`pipefail` before dash 0.5.13",
             .instead = "use bash",
             .peers = "hadolint-shellcheck:SC3040",
             .in_ash = true});
  }

  /// `-e` is printed by dash, `-n` is not.
  void look_at_echo(const shell::Word& word) {
    if (word.text.size() < 2 || word.text[0] != '-' || word.quoted ||
        word.text.find_first_not_of("neE", 1) != std::string_view::npos)
      return;
    if (word.text == "-e")
      add({.span = word.span,
           .what = "`echo -e` and prints the `-e`",
           .instead = "use `printf`",
           .peers = "hadolint-shellcheck:SC3037",
           .in_ash = true});
    else
      add({.span = word.span,
           .what = "options of `echo`",
           .instead = "use `printf`",
           .peers = "hadolint-shellcheck:SC3037",
           .everywhere = true});
  }

  void look_at_signal(const shell::Word& word) {
    if (is_one_of("ERR DEBUG RETURN", word.text))
      add({word.span, "`trap` for `" + std::string(word.text) + "`", "use `EXIT`", "hadolint-shellcheck:SC3047"});
    else if (word.text.starts_with("SIG"))
      add({.span = word.span,
           .what = "`SIG` in names of signals",
           .instead = "leave `SIG` out",
           .peers = "hadolint-shellcheck:SC3048",
           .everywhere = true});
  }

  std::string_view source_;
  std::vector<Bashism> found_;
};

}  // namespace

std::vector<Bashism> bashisms_of(const shell::Node& node, std::string_view source) {
  Finder finder(source);
  finder.look_at(node);
  return finder.take();
}

bool asks_for_shell(std::string_view text) { return contains(text, "BASH_VERSION") || contains(text, "ZSH_VERSION"); }

}  // namespace seaworthy::rules
