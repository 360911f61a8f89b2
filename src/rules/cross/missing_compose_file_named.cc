#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::missing_compose_file_named {

static void check(const project::Project& project, Report& report) {
  if (project.compose_commands.empty()) return report.skip();
  for (const project::ComposeCommand& command : project.compose_commands) {
    for (const std::string_view path : command.missing) {
      if (project.path_state(path) != project::PathState::missing) continue;
      const std::string_view near = project.nearest_path(path);
      if (near.empty()) {
        report.at(command.span, "This command loads `{}`, which is not in the repository", path);
      } else {
        report.at(command.span, "This command loads `{}`, which is not in the repository; did you mean `{}`?", path,
                  near);
      }
    }
  }
}

extern const Rule rule = {
    .code = "SW4101",
    .summary = "Command that loads a Compose file that is not there",
    .why =
        "The command fails at once, usually on the day on which somebody follows the documentation or the "
        "script runs unattended.",
    .remedy = "Correct the path, or commit the file.",
    .peers = "compose-go:files/none",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::load,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::missing_compose_file_named
