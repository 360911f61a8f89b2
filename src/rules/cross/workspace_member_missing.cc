#include "rules/rule.h"

#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::workspace_member_missing {

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::Manifest& manifest : project::manifests(project))
    for (const project::Fact& member : manifest.members) {
      if (member.text.find_first_of("*?[!{") != std::string_view::npos) continue;
      asks = true;
      std::string folder(member.text);
      if (manifest.ecosystem == project::Ecosystem::java)
        for (char& c : folder)
          if (c == ':') c = '/';
      const auto path = project::join_path(manifest.folder, std::string_view(folder).substr(folder.starts_with('/') ? 1 : 0));
      if (!path.has_value() || project.path_state(*path) != project::PathState::missing) continue;
      const std::string_view near = project.nearest_path(*path);
      Builder finding = near.empty() ? report.at(member.span, "`{}` lists `{}`, which does not exist", manifest.file->path, member.text)
                                     : report.at(member.span, "`{}` lists `{}`, which does not exist; `{}` does", manifest.file->path,
                                                 member.text, near);
      finding.subject(manifest.file->path);
      // npm passes over a workspace that is not there, the others stop.
      if (manifest.ecosystem == project::Ecosystem::node) finding.severity(Severity::low).rung(Rung::operate);
      for (const project::Stack& stack : project.stacks)
        for (const project::Service* const service : stack.services)
          if (service->active && service->builds && service->definition->build.directory == manifest.folder) finding.reaches(stack);
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4014",
    .summary = "Workspace member that does not exist",
    .why = "Maven, Gradle and Cargo stop when a module that the root lists is not there.",
    .remedy = "Remove the member from the list, or bring its folder back.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::workspace_member_missing
