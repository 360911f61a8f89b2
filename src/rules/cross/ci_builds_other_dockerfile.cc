#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/image_names.h"

namespace seaworthy::rules::ci_builds_other_dockerfile {

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.built_with_stack || service.dockerfile == nullptr || service.dockerfile->is_inline ||
      service.stack->role == project::Role::development || service.stack->role == project::Role::test ||
      !service.stack->partial.empty())
    return report.skip();
  const std::string_view name = repository_of(service.definition->image.value);
  if (!is_known_name(name)) return report.skip();
  bool any = false;
  const project::BuildCommand* other = nullptr;
  for (const project::BuildCommand& build : project.build_commands) {
    if (build.file->kind != project::FileKind::ci || !build.dockerfile_known ||
        project.path_state(build.dockerfile) != project::PathState::file)
      continue;
    for (const std::string_view tag : build.tags) {
      if (repository_of(tag) != name) continue;
      any = true;
      if (build.dockerfile == service.dockerfile->path) return;
      other = &build;
    }
  }
  if (!any || other == nullptr) return report.skip();
  report
      .at(other->span, "CI builds `{}` from `{}`, but `{}` is built from `{}`", name, other->dockerfile, service.name,
          service.dockerfile->path)
      .note(service.definition->image.span(), "The image has this name here");
}

extern const Rule rule = {
    .code = "SW4575",
    .summary = "CI that builds an image from another Dockerfile than is deployed",
    .why = "What was tested and scanned is not what runs.",
    .remedy = "Build the same Dockerfile in both places: `docker compose build`, or `-f` with its path.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "are built by CI from the Dockerfile that is deployed",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::ci_builds_other_dockerfile
