#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::syntax_suspect {

static bool is_name(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return false;
  for (const char letter : text)
    if (!((lower(letter) >= 'a' && lower(letter) <= 'z') || is_digit(letter) || letter == '_')) return false;
  return true;
}

static bool is_keyword(std::string_view text) {
  return is_one_of("if then elif else fi for do done case esac while until", text);
}

/// Everything that the shell accepts and hardly anybody means. Each kind names its peer, so that the finding does.
class Finder {
 public:
  explicit Finder(Report& report) : report_(report) {}

  void look_at(const shell::Node& node) {
    if (node.kind == shell::NodeKind::simple) check_command(node);
    if (node.kind == shell::NodeKind::for_loop && node.name.starts_with('$'))
      say(node.span, "hadolint-shellcheck:SC1086", "The loop variable is named without `$`: `for {} in`",
          node.name.substr(1));
    for (const shell::Word& word : node.words) check_word(word);
    for (const shell::Assignment& assignment : node.assignments) check_word(assignment.value);
  }

 private:
  template <class... A>
  Builder say(Span span, std::string_view peer, std::string_view format, const A&... arguments) {
    Builder finding = report_.at(span, format, arguments...);
    finding.peers(peer);
    return finding;
  }

  /// What follows the expansion with which a word begins. Where continuations were taken out of the word, its place is
  /// longer than its text.
  static std::string_view behind_expansion(const shell::Word& word) {
    return word.raw.substr(std::min<std::size_t>(word.expansions.front().span.size(), word.raw.size()));
  }

  void check_command(const shell::Node& node) {
    check_empty_assignment(node);
    if (node.words.empty()) return;
    const shell::Word& first = node.words.front();
    if (first.quoted) return;
    const std::string_view program = first.text;
    const std::string_view second = node.words.size() > 1 ? node.words[1].text : std::string_view();
    if ((second == "=" || second == "==") && is_name(program) && node.words.size() > 2 && !node.words[1].quoted) {
      say({first.span.file, first.span.begin, node.words[1].span.end},
          second == "=" ? "hadolint-shellcheck:SC1068" : "hadolint-shellcheck:SC1097",
          "This runs the command `{}`; an assignment has no blanks around `=`", program);
    } else if (second.starts_with('=') && second.size() > 1 && is_name(program) && !node.words[1].quoted &&
               node.words.size() == 2 && second.find_first_not_of('=') != std::string_view::npos) {
      say({first.span.file, first.span.begin, node.words[1].span.end}, "hadolint-shellcheck:SC1068",
          "This runs the command `{}`; an assignment has no blank before `=`", program);
    } else if (first.expansions.size() >= 1 && first.raw.starts_with('$') && is_name(first.expansions.front().name) &&
               behind_expansion(first).starts_with('=') && !node.script->outer_expands) {
      say(first.span, "hadolint-shellcheck:SC1066", "An assignment names the variable without `$`: `{}=`",
          first.expansions.front().name);
    } else if (first.literal && program.size() > 1 && program.front() == '[' && program != "[[" &&
               !contains(program, "]")) {
      say(first.span, "hadolint-shellcheck:SC1035", "A blank is missing behind `[`");
    } else if (first.literal && program.size() > 2 && program.ends_with('[') &&
               is_keyword(program.substr(0, program.size() - 1))) {
      say(first.span, "hadolint-shellcheck:SC1035", "A blank is missing before `[`");
    } else if (first.literal && program.starts_with("!") && program.size() > 1 && program[1] == '[') {
      say(first.span, "hadolint-shellcheck:SC1035", "A blank is missing behind `!`");
    } else if (first.literal && is_capital_keyword(program)) {
      std::string lowered(program);
      for (char& letter : lowered) letter = lower(letter);
      say(first.span, "hadolint-shellcheck:SC1081", "This runs a command called `{}`; keywords are written small: `{}`",
          program, lowered);
    } else if (first.literal && program.size() > 2 && contains(program, "#") && is_keyword(before(program, '#'))) {
      say(first.span, "hadolint-shellcheck:SC1099", "A blank is missing before `#`");
    } else if (first.literal && begins_like_option(program) && begins_line(first) &&
               previous_in_list(node) != nullptr) {
      report_.at(first.span, "This runs a command called `{}`; the line before lacks its `\\`", program);
    }
    if (program == "set") check_set(node);
    check_brackets(node);
    check_arguments(node);
  }

  static bool begins_like_option(std::string_view text) {
    const std::string_view name = text.substr(text.starts_with("--") ? 2 : 1);
    return text.starts_with('-') && name.size() > 0 && is_name(before(name, '='));
  }

  /// Whether nothing but blanks stands before a word on its line.
  bool begins_line(const shell::Word& word) const {
    const std::string_view text = report_.text({word.span.file, 0, word.span.begin});
    const std::size_t line = text.find_last_not_of(" \t");
    return line != std::string_view::npos && text[line] == '\n' && (line == 0 || text[line - 1] != '\\');
  }

  /// `set -eux \` with a command on the next line: all of it is given to `set`.
  void check_set(const shell::Node& node) {
    for (std::size_t at = 2; at < node.words.size(); ++at) {
      const shell::Word& before = node.words[at - 1];
      const shell::Word& word = node.words[at];
      // `set -- a \` and `set a \` give the arguments that they name; `set -eo \` waits for its value.
      if (!before.literal || !before.text.starts_with('-') || before.text == "--" || before.text.ends_with('o')) return;
      if (word.text.starts_with('-') || word.text.starts_with('+')) continue;
      if (!word.literal || !contains(report_.text({word.span.file, before.span.end, word.span.begin}), "\n")) return;
      Builder finding =
          report_.at({node.span.file, node.words.front().span.begin, word.span.end},
                     "`{}` and its words are given to `set` and are not run; put `&&` before the `\\`", word.text);
      // A line that nobody gets to read is missed by nobody.
      if (is_one_of("echo printf : true", word.text)) finding.severity(Severity::low);
      return;
    }
  }

  static bool is_capital_keyword(std::string_view text) {
    if (!is_keyword(text)) {
      std::string lowered(text);
      for (char& letter : lowered) letter = lower(letter);
      return text.size() <= 5 && is_keyword(lowered) && text != lowered;
    }
    return false;
  }

  /// `a= b`: an empty value for one run of `b`.
  void check_empty_assignment(const shell::Node& node) {
    if (node.words.empty() || node.assignments.empty()) return;
    const shell::Assignment& last = node.assignments.back();
    if (!last.value.raw.empty() || last.array || last.append) return;
    const shell::Word& next = node.words.front();
    // `IFS= read`, `LC_ALL= sort` and `VAR= command` are idioms; a number, a path with a dot or a quoted word is no
    // command.
    const bool looks_like_value = next.quoted || (!next.text.empty() && is_digit(next.text.front())) ||
                                  next.text.starts_with("http") ||
                                  (next.text.starts_with('$') && node.words.size() == 1);
    if (!looks_like_value) return;
    say({last.span.file, last.span.begin, next.span.end}, "hadolint-shellcheck:SC1007",
        "This empties `{}` and runs `{}`; an assignment has no blank behind `=`", last.name, next.text);
  }

  /// `[ -f x]`: the closing bracket belongs to the word.
  void check_brackets(const shell::Node& node) {
    if (node.words.front().text != "[" || node.words.front().quoted) return;
    const shell::Word& last = node.words.back();
    if (last.text == "]" || node.words.size() < 2) return;
    if (last.text.ends_with(']') && !contains(last.text, "["))
      say(last.span, "hadolint-shellcheck:SC1035", "A blank is missing before `]`")
          .fix(Safety::safe, "Put a blank before `]`", {last.span.file, last.span.end - 1, last.span.end - 1}, " ");
  }

  void check_arguments(const shell::Node& node) {
    const std::string_view program = node.words.front().text;
    if (is_one_of("echo printf grep git", program)) return;
    for (std::size_t i = 1; i < node.words.size(); ++i) {
      const shell::Word& word = node.words[i];
      if (word.quoted || !word.literal) continue;
      const bool is_last = i + 1 == node.words.size();
      if (is_last && is_one_of("then do done fi esac", word.text))
        say(word.span, "hadolint-shellcheck:SC1010",
            "`{}` is an argument of `{}` here; a `;` or a new line is missing before it", word.text, program);
      else if (is_last && word.text == "}" && i > 0)
        say(word.span, "hadolint-shellcheck:SC1083",
            "`}` is an argument of `{}` here; a `;` or a new line is missing before it", program);
    }
  }

  void check_word(const shell::Word& word) {
    constexpr std::string_view no_break_space = "\xc2\xa0";
    constexpr std::string_view acute = "\xc2\xb4";
    if (!word.quoted && contains(word.raw, no_break_space))
      say(word.span, "hadolint-shellcheck:SC1018", "A no-break space stands here, which is a letter to the shell");
    else if (!word.quoted && contains(word.raw, acute))
      say(word.span, "hadolint-shellcheck:SC1077", "An acute accent stands here; a substitution is written `$( )`");
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.kind != shell::ExpansionKind::parameter || !is_name(expansion.name)) continue;
      const std::string_view written = report_.text(expansion.span);
      if (written.starts_with("${")) continue;
      const std::string_view behind = report_.text({expansion.span.file, expansion.span.end, word.span.end});
      if (!behind.starts_with('[')) continue;
      const std::string_view index =
          behind.substr(1, behind.find(']') == std::string_view::npos ? 0 : behind.find(']') - 1);
      if (is_number(index) || index == "@" || index == "*")
        say({expansion.span.file, expansion.span.begin,
             static_cast<std::uint32_t>(expansion.span.end + index.size() + 2)},
            "hadolint-shellcheck:SC1087",
            "This is the variable and the text `[{}]`; an element is written `${{{}[{}]}}`", index, expansion.name,
            index);
    }
  }

  Report& report_;
};

static void check(const project::File& file, Report& report) {
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    if (site.site == CommandSite::script && !concerns_deployment(file, report.project())) return;
    if (site.script->dialect == shell::Dialect::zsh) return;
    any = true;
    Finder finder(report);
    for_each_node_deep(*site.script, [&](const shell::Node& node) { finder.look_at(node); });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3026",
    .summary = "Shell text that means something else",
    .why =
        "The shell accepts it without a word and does something that nobody meant: runs the name of a variable as a "
        "command, takes a "
        "keyword for an argument, compares with a bracket at its end.",
    .remedy = "Write what was meant; the message says how.",
    .peers =
        "hadolint-shellcheck:SC1007 hadolint-shellcheck:SC1010 hadolint-shellcheck:SC1018 hadolint-shellcheck:SC1035 "
        "hadolint-shellcheck:SC1066 hadolint-shellcheck:SC1068 hadolint-shellcheck:SC1077 hadolint-shellcheck:SC1081 "
        "hadolint-shellcheck:SC1083 hadolint-shellcheck:SC1086 hadolint-shellcheck:SC1087 hadolint-shellcheck:SC1097 "
        "hadolint-shellcheck:SC1099",
    .differs =
        "What the shell refuses is reported as `script-does-not-parse`. ShellCheck stops reading at most of these, "
        "here the rest of the "
        "script is checked as well.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::syntax_suspect
