#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/made_files.h"
#include "rules/lib/nginx_configuration.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::include_not_in_container {

/// Whether a file is certainly not where nginx looks for it: on no mount, or on a folder of the repository that neither
/// has it nor gets it from anything here.
static bool is_absent(const project::Project& project, const project::Service& service, const std::string& path) {
  const compose::Mount* const mount = project::mount_over(service, path);
  if (mount == nullptr) return true;
  if (mount->type != compose::MountType::bind || !mount->inside_root || mount->target == path) return false;
  const std::string source = project::container_file(project, service, path).source_path;
  return !source.empty() && project.path_state(source) == project::PathState::missing &&
         !project::ignored_if_made(project, source).valid() && !steps_on_file(project, source).made.valid();
}

static void check(const project::Service& service, Report& report) {
  const NginxConfiguration& configuration = once<nginx_configuration>(report, service);
  if (configuration.files.empty()) return report.skip();
  for (const nginx::Directive* const directive : configuration.unresolved) {
    const std::string path = project::container_path("/etc/nginx", directive->parameter(0));
    if (!is_absent(report.project(), service, path)) continue;
    // A file that is laid over another one has what that one mounts.
    const bool mounted_below = std::ranges::any_of(
        project::services_named(report.project(), service.name), [&](const project::Service* other) {
          return other->stack != service.stack && project::mount_over(*other, path) != nullptr;
        });
    if (mounted_below) continue;
    report.at(directive->span, "`{}` has no `{}`, so nginx does not start", service.name, path)
        .note(service.span, "All that it reads is mounted or copied here");
  }
}

extern const Rule rule = {
    .code = "SW5220",
    .summary = "Include of a file that the container does not have",
    .why = "nginx opens every file that `include` names without a wildcard when it starts, and stops at a missing one.",
    .remedy = "Mount the file at the path that is named, correct the path, or write a pattern that may match nothing.",
    .references = "https://nginx.org/en/docs/ngx_core_module.html#include",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .strength = "include only what is there",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::include_not_in_container
