#include "rules/lib/unconditional.h"

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

std::string_view unconditional_command(const shell::Node& node, const Report& report,
                                       std::string_view (*command_in)(std::string_view)) {
  if (node.kind == shell::NodeKind::function || node.kind == shell::NodeKind::if_clause ||
      node.kind == shell::NodeKind::case_clause)
    return "";
  if (node.kind == shell::NodeKind::simple) return command_in(report.text(shell::invocation(node).span()));
  for (const shell::Node* const child : node.children) {
    // Behind `&&` and `||` may stand a test.
    const bool is_tested = node.children.front()->kind == shell::NodeKind::simple &&
                           is_one_of("[ [[ test", shell::invocation(*node.children.front()).program);
    if (child != node.children.front() && is_tested) return "";
    if (const std::string_view found = unconditional_command(*child, report, command_in); !found.empty()) return found;
  }
  return "";
}

}  // namespace seaworthy::rules
