#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mount_target_not_absolute {

/// Whether a target is a path from the root of a container, of Linux or Windows, or one that only a run can tell.
static bool may_be_absolute(std::string_view target) {
  return target.empty() || target.starts_with('/') || target.starts_with('\\') || contains(target, "$") ||
         (target.size() > 1 && target[1] == ':');
}

static void check(const project::Service& service, Report& report) {
  if (service.definition->mounts.empty()) return report.skip();
  for (const compose::Mount& mount : service.definition->mounts) {
    // `$PWD:$PWD`: what the shell of whoever starts it has there.
    // `${DATA}:${PATH_INSIDE}`: a script sets both before it calls Compose.
    if (may_be_absolute(mount.target) || mount.target == ":" || contains(report.text(mount.span()), "PWD")) continue;
    const std::size_t equals = mount.target.find("=/");
    if (mount.source_text.empty() && equals != std::string_view::npos)
      report.at(mount.span(), "`{}` does not start: `=` does not divide a volume from its path; write `{}:{}`",
                service.name, mount.target.substr(0, equals), mount.target.substr(equals + 1));
    else if (mount.source_text.empty())
      report.at(mount.span(), "`{}` does not start: `{}` is no path in the container; write `SOURCE:/TARGET`",
                service.name, mount.target);
    else
      report.at(mount.span(), "`{}` does not start: the engine mounts at paths from the root alone; write `/{}`",
                service.name, mount.target);
  }
}

extern const Rule rule = {
    .code = "SW2471",
    .summary = "Mount at a path that does not begin at the root",
    .why = "Compose accepts it, and the engine refuses the container: `mount path must be absolute`.",
    .remedy = "Write `SOURCE:/path/in/the/container`.",
    .references = "https://docs.docker.com/reference/compose-file/services/#volumes",
    .severity = Severity::high,
    .confidence = Confidence::certain,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mount_target_not_absolute
