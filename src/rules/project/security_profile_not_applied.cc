#include <algorithm>
#include <string>
#include <string_view>

#include "project/model.h"
#include "project/names.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::security_profile_not_applied {

/// Whether a service is given the profile, or a file that starts containers or describes them speaks of it.
static bool is_applied(const project::Project& project, std::string_view name) {
  using Kind = project::FileKind;
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    const bool starts = file.kind != Kind::readme && file.kind != Kind::documentation && file.has_content;
    return starts && contains(project.sources[file.source].text(), name);
  });
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  for (const std::string_view name : {"seccomp-profile.json", "seccomp.json", "seccomp_profile.json",
                                      "custom-seccomp.json", "docker-seccomp.json", "seccomp-default.json"})
    for (const project::Project::TreePath* const entry : project::paths_named(project, name)) {
      if (entry->directory || entry->ignored || project.services.empty()) continue;
      any = true;
      if (is_applied(project, name)) continue;
      report.at({}, "No service is given the seccomp profile `{}`; name it in `security_opt` as `seccomp={}`",
                entry->path, entry->path);
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7905",
    .summary = "Seccomp profile that no container gets",
    .why =
        "The profile lies in the repository and looks like protection, but the engine's default one is in force. "
        "Whoever "
        "relies on it believes calls to be blocked that are not.",
    .remedy = "Give it to the services that it was written for, or delete it.",
    .references = "https://docs.docker.com/engine/security/seccomp/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::security_profile_not_applied
