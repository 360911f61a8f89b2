#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::placeholder_path_mounted {

/// Whether a path of the host stands for one that whoever copied the example was to put in.
static bool is_placeholder(std::string_view path) {
  return path.starts_with("/path/to") || contains(path, "/path/to/") || path.starts_with("/your/") ||
         contains(path, "/your-") || contains(path, "/your_") || path.starts_with("</") ||
         (path.starts_with('<') && path.ends_with('>'));
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const Role role = service.stack->role;
  if (service.definition->mounts.empty() || service.stack->from_template || role == Role::example) return report.skip();
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !is_placeholder(mount.source_text)) continue;
    report.at(mount.span(), "`{}` mounts `{}`, which an example put in place of a folder of yours", service.name,
              mount.source_text);
    return;
  }
}

extern const Rule rule = {
    .code = "SW2491",
    .summary = "Placeholder mounted as a folder",
    .why =
        "The engine makes the folder at that very path, on the disk of the system, and the program begins with an "
        "empty one. Backups and people look for its data elsewhere.",
    .remedy = "Put in the folder that is meant, or a named volume.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::placeholder_path_mounted
