#include "rules/lib/sourced.h"

#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::rules {

StrictMode mode_of_callers(const project::File& file, const project::Project& project) {
  StrictMode common;
  bool any = false;
  for (const project::File& other : project.files) {
    if (&other == &file || other.script == nullptr) continue;
    for (const shell::Node* const node : other.script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if ((command.program != "source" && command.program != ".") || command.arguments.empty()) continue;
      if (base_name(command.arguments.front().text) != base_name(file.path)) continue;
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

}  // namespace seaworthy::rules
