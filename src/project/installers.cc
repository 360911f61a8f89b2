#include "project/installers.h"

#include <algorithm>

#include "knowledge/https_hosts.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::project {

/// Whether a command fetches, and from hosts of installers alone, to nothing but its output.
static bool fetches_installer(const shell::Node& node) {
  const shell::Invocation invocation = shell::invocation(node);
  if (invocation.program != "curl" && invocation.program != "wget") return false;
  bool found = false;
  for (const shell::Word& word : invocation.arguments) {
    const std::size_t at = word.text.find("://");
    if (at == std::string_view::npos) continue;
    const std::string_view rest = word.text.substr(at + 3);
    if (!knowledge::tables::installer_hosts.contains(rest.substr(0, rest.find_first_of("/:")))) return false;
    found = true;
  }
  return found;
}

/// Whether a command is an interpreter that reads its script from the pipe.
static bool reads_script(const shell::Node& node) {
  const shell::Invocation invocation = shell::invocation(node);
  if (!shell::is_shell(invocation.program) && !invocation.program.starts_with("python")) return false;
  if (invocation.arguments.empty()) return true;
  const std::string_view first = invocation.arguments.front().text;
  return first == "-" || first == "-s" || first == "--";
}

bool runs_known_installer(const shell::Node& node) {
  const shell::Node* const pipe = node.parent;
  if (pipe == nullptr || pipe->kind != shell::NodeKind::pipeline || pipe->children.size() != 2) return false;
  const bool has_part = std::ranges::find(pipe->children, &node) != pipe->children.end();
  return has_part && fetches_installer(*pipe->children[0]) && reads_script(*pipe->children[1]);
}

}  // namespace seaworthy::project
