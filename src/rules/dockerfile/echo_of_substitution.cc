#include "rules/rule.h"

#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::echo_of_substitution {

static bool is_whole(const shell::Word& word) {
  if (word.expansions.empty() || word.expansions.front().script == nullptr ||
      word.expansions.front().kind != shell::ExpansionKind::command)
    return false;
  const Span inner = word.expansions.front().span;
  const std::uint32_t quote = word.raw.starts_with('"') ? 1 : 0;
  return inner.begin == word.span.begin + quote && inner.end + quote == word.span.end;
}

static void look_at(const shell::Node& node, Report& report) {
  for (const shell::Word& word : node.words)
    for (const shell::Expansion& expansion : word.expansions) {
      if (expansion.script == nullptr || expansion.script->root == nullptr ||
          expansion.kind != shell::ExpansionKind::command)
        continue;
      const shell::Node& root = *expansion.script->root;
      const bool only_echo = root.children.size() == 1 && root.children[0]->kind == shell::NodeKind::simple &&
                             root.children[0]->redirections.empty() && root.children[0]->words.size() == 2 &&
                             root.children[0]->words[0].text == "echo";
      const bool expands_more =
          only_echo && std::any_of(root.children[0]->words[1].expansions.begin(),
                                   root.children[0]->words[1].expansions.end(), [](const shell::Expansion& inner) {
                                     return inner.kind == shell::ExpansionKind::glob ||
                                            inner.kind == shell::ExpansionKind::brace;
                                   });
      if (only_echo && !expands_more)
        report.at(expansion.span, "`echo` in a substitution gives its argument; write that")
            .peers("hadolint-shellcheck:SC2116");
    }
  if (node.words.size() != 2 || node.words[0].text != "echo" || !is_whole(node.words[1])) return;
  const shell::Node* const root = node.words[1].expansions.front().script->root;
  if (root == nullptr || root->children.empty() ||
      (root->children.size() == 1 && root->children[0]->words.empty() &&
       root->children[0]->kind == shell::NodeKind::simple))
    return;
  report.at(node.span, "The command prints this without `echo`").peers("hadolint-shellcheck:SC2005");
}

extern const Rule rule = {
    .code = "SW1472",
    .summary = "`echo` of what a command prints anyway",
    .why =
        "A command in `$( )` whose output is only printed runs in a shell of its own for nothing, and its status is "
        "lost.",
    .remedy = "Run the command itself.",
    .peers = "hadolint-shellcheck:SC2005 hadolint-shellcheck:SC2116",
    .severity = Severity::info,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::echo_of_substitution
