#include "rules/lib/and_or.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Commands that hardly fail, so that what stands behind `||` is for the first command alone.
bool hardly_fails(const shell::Node& node) {
  if (node.negated) return false;
  if (node.kind == shell::NodeKind::group) {
    const auto members = node.children.front()->children;
    return !members.empty() && hardly_fails(*members.back());
  }
  if (node.kind != shell::NodeKind::simple) return false;
  if (node.words.empty()) {
    for (const shell::Assignment& assignment : node.assignments)
      for (const shell::Expansion& expansion : assignment.value.expansions)
        if (expansion.script != nullptr) return false;
    return true;
  }
  return is_one_of("echo printf true : exit return continue break export unset shift set",
                   shell::invocation(node).program);
}

}  // namespace

bool is_and_or_of_three(const shell::Node& list) {
  return list.kind == shell::NodeKind::and_or && list.children.size() == 3 && list.children[1]->joined_by == "&&" &&
         list.children[2]->joined_by == "||";
}

bool takes_both_branches(const shell::Node& list) {
  if (!is_and_or_of_three(list) || hardly_fails(*list.children[1])) return false;
  // `A && B || true`, `A && B || exit` and a mere message are for a failure of either, as everybody reads them.
  const shell::Node& otherwise = *list.children[2];
  return otherwise.kind != shell::NodeKind::simple ||
         !is_one_of("true : exit return false die fail abort error echo printf", shell::invocation(otherwise).program);
}

}  // namespace seaworthy::rules
