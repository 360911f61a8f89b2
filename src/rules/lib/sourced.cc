#include "rules/lib/sourced.h"

#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::rules {

/// The name of the file that a command takes in; "" for other commands.
static std::string_view sourced_name(const shell::Node& node) {
  if (node.program != "source" && node.program != ".") return {};
  const shell::Invocation command = shell::invocation(node);
  if (command.arguments.empty()) return {};
  return base_name(command.arguments.front().text);
}

StrictMode mode_of_callers(const project::File& file, const project::Project& project) {
  StrictMode common;
  bool any = false;
  for (const project::File& other : project.files) {
    if (&other == &file || other.script == nullptr) continue;
    for (const shell::Node* const node : other.script->commands) {
      if (sourced_name(*node) != base_name(file.path)) continue;
      const StrictMode mode = strict_mode(*other.script, first_line(*other.script, &other, project), node);
      common.errexit = mode.errexit && (!any || common.errexit);
      common.nounset = mode.nounset && (!any || common.nounset);
      common.pipefail = mode.pipefail && (!any || common.pipefail);
      any = true;
      break;
    }
  }
  return common;
}

StrictMode mode_of_sourced(const project::File& file, const project::Project& project, const shell::Node* at) {
  StrictMode mode;
  if (file.script == nullptr) return mode;
  for (const shell::Node* const node : file.script->commands) {
    if (at != nullptr && node->span.begin >= at->span.begin) break;
    const std::string_view name = sourced_name(*node);
    if (name.empty() || node->script != file.script || is_inside(*node, shell::NodeKind::subshell)) continue;
    for (const project::File& other : project.files) {
      if (&other == &file || other.script == nullptr || base_name(other.path) != name) continue;
      // The `#!` line of what is taken in counts for nothing.
      const StrictMode set = strict_mode(*other.script, {});
      mode.errexit = mode.errexit || set.errexit;
      mode.nounset = mode.nounset || set.nounset;
      mode.pipefail = mode.pipefail || set.pipefail;
    }
  }
  return mode;
}

}  // namespace seaworthy::rules
