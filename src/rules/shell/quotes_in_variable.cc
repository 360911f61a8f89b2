#include <algorithm>
#include <map>
#include <string_view>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::quotes_in_variable {

/// Where a command that a variable holds has an argument in quotes: `'ssh -i key'` of "rsync -e 'ssh -i key'". Quotes
/// that hold one word do no more harm than a stray sign; those around several words are meant to keep them together.
static std::string_view quoted_words(std::string_view text) {
  // The name of a program, then the rest.
  if (text.empty() || !ascii::is_alphanumeric(text.front()) || text.find(' ') == std::string_view::npos) return {};
  for (const char quote : {'\'', '"'}) {
    const std::size_t open = text.find(quote);
    if (open == std::string_view::npos || open == 0 || (text[open - 1] != ' ' && text[open - 1] != '=')) continue;
    const std::size_t close = text.find(quote, open + 1);
    if (close == std::string_view::npos) continue;
    const std::string_view inside = text.substr(open, close - open + 1);
    if (contains(inside, " ")) return inside;
  }
  return {};
}

struct Holder {
  Span span;
  std::string_view quoted;
};

static void check_script(const shell::Script& script, Report& report) {
  std::map<std::string_view, Holder> holders;
  for_each_own_node(script, [&](const shell::Node& node) {
    if (!node.words.empty()) return;
    for (const shell::Assignment& assignment : node.assignments) {
      const std::string_view quoted =
          assignment.array || assignment.append ? std::string_view() : quoted_words(assignment.value.text);
      if (quoted.empty())
        holders.erase(assignment.name);
      else
        holders.insert_or_assign(assignment.name, Holder{assignment.span, quoted});
    }
  });
  if (holders.empty()) return;
  for_each_own_node(script, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple || node.words.empty()) return;
    // The command itself, not quoted: `$RSYNC . host:`. Behind `eval` and `sh -c` a shell reads the quotes again.
    const shell::Word& first = node.words.front();
    if (first.quoted || first.expansions.size() != 1 ||
        first.expansions.front().kind != shell::ExpansionKind::parameter ||
        !first.expansions.front().operation.empty() || first.raw.size() > first.expansions.front().name.size() + 3)
      return;
    const auto holder = holders.find(first.expansions.front().name);
    if (holder == holders.end()) return;
    report
        .at(first.span, "`{}` falls apart at every blank, those inside `{}` included, and its quotes go along",
            first.raw, holder->second.quoted)
        .note(holder->second.span, "It is put together here")
        .advise("Use an array and `\"${NAME[@]}\"`, or write the command out");
    holders.erase(holder);
  });
}

static void check(const project::File& file, Report& report) {
  if (!concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  for_each_whole_script(file, [&](const shell::Script& script) {
    if (script.dialect == shell::Dialect::zsh) return;
    any = true;
    check_script(script, report);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3110",
    .summary = "Command in a variable with quotes that no shell reads",
    .why =
        "The shell splits the value of a variable at blanks and takes quotes in it for ordinary signs. The program "
        "gets "
        "halves of an argument, with a quote at each end, and fails.",
    .remedy = "Keep the command in an array: `RSYNC=(rsync -az -e \"ssh -i $KEY\")`, then `\"${RSYNC[@]}\"`.",
    .references = "https://www.shellcheck.net/wiki/SC2089 https://mywiki.wooledge.org/BashFAQ/050",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::quotes_in_variable
