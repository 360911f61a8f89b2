#include "rules/rule.h"

#include <algorithm>

#include "nginx/ast.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_root_not_shared {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.variable != "fastcgi_pass" ||
        reference.to == nullptr || reference.file == nullptr)
      continue;
    const project::Service& php = *reference.to;
    // What an image of one's own holds is built into it; the plain PHP image holds no scripts.
    if (php.builds || php.image == nullptr || php.image->name != "php") continue;
    for (const nginx::Directive* const pass : reference.file->nginx->directives) {
      if (pass->name != "fastcgi_pass" || pass->parent == nullptr || reference.span.begin < pass->span.begin ||
          reference.span.end > pass->span.end)
        continue;
      const nginx::Directive* const root = pass->parent->inherited("root");
      if (root == nullptr || !root->parameter(0).starts_with('/') || contains(root->parameter(0), "$")) continue;
      asks = true;
      const std::string_view folder = root->parameter(0);
      const bool there = project::mount_over(php, folder) != nullptr ||
                         std::ranges::any_of(php.definition->mounts, [&](const compose::Mount& mount) {
                           return mount.target.starts_with(folder);
                         });
      if (there) continue;
      report
          .at(root->span, "`{}` asks `{}` for scripts below `{}`, which the container of `{}` does not have",
              service.name, php.name, folder, php.name)
          .note(pass->span, "Here it hands them over")
          .note(php.span, "These are all mounts of `{}`", php.name);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4602",
    .summary = "PHP container without the scripts that nginx asks it for",
    .why = "PHP-FPM opens the path in its own container, finds nothing and answers `File not found`.",
    .remedy = "Mount the same folder at the same path in both containers, or build the scripts into both images.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::script_root_not_shared
