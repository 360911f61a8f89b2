#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::built_dockerfile_missing {

static void check(const project::Project& project, Report& report) {
  if (project.build_commands.empty()) return report.skip();
  for (const project::BuildCommand& command : project.build_commands) {
    if (!command.dockerfile_known || project.path_state(command.dockerfile) != project::PathState::missing) continue;
    // A script may write the Dockerfile before it builds it.
    const std::string_view text = project.sources[command.file->source].text();
    const std::size_t slash = command.dockerfile.rfind('/');
    const std::string name(slash == std::string_view::npos ? command.dockerfile : command.dockerfile.substr(slash + 1));
    const bool written =
        text.find("> " + name) != std::string_view::npos || text.find(">" + name) != std::string_view::npos;
    if (written) continue;
    const std::string_view near = project.nearest_path(command.dockerfile);
    Builder finding = near.empty() ? report.at(command.span, "Builds `{}`, which does not exist", command.dockerfile)
                                   : report.at(command.span, "Builds `{}`, which does not exist; `{}` does",
                                               command.dockerfile, near);
    finding.subject(command.file->path);
    if (command.file->kind == project::FileKind::readme)
      finding.category(Category::documentation).severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW4006",
    .summary = "Build command for a Dockerfile that does not exist",
    .why = "A build script, CI job or README that names a file which is gone fails for whoever follows it.",
    .remedy = "Name the Dockerfile that is there, or remove the command.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::built_dockerfile_missing
