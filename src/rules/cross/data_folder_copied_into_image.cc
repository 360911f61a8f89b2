#include <algorithm>
#include <string>

#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::data_folder_copied_into_image {

/// The COPY of a build that takes a folder of the repository with it; null when none does, or the ignore file keeps it
/// out.
static const project::CopySource* copy_of(const project::BuildContext& context, std::string_view folder) {
  if (!context.known || context.use == nullptr || context.ignore.has_exceptions() ||
      !project::is_below(folder, context.context) || folder == context.context)
    return nullptr;
  const std::string_view inside = folder.substr(context.context.empty() ? 0 : context.context.size() + 1);
  if (context.ignore.excludes(inside)) return nullptr;
  const auto found = std::ranges::find_if(context.sources, [&](const project::CopySource& source) {
    return source.state == project::CopyState::present && source.stage == nullptr && !source.pattern &&
           project::is_below(folder, source.path);
  });
  return found != context.sources.end() ? &*found : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.builds || service.image == nullptr || service.image->kind != knowledge::ImageKind::database)
    return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path.empty() ||
        std::ranges::none_of(service.data_paths,
                             [&](std::string_view data) { return project::is_below(data, mount.target); }))
      continue;
    asks = true;
    for (const project::Service* const other : service.stack->services) {
      if (!other->active || other->dockerfile == nullptr || !other->builds) continue;
      const project::BuildContext* const context = project::build_context(project, *other);
      const project::CopySource* const copy = context != nullptr ? copy_of(*context, mount.host_path) : nullptr;
      if (copy == nullptr) continue;
      report
          .at(mount.span(), "The build of `{}` takes this folder along, which only `{}` may read; leave it out in `{}`",
              other->name, service.name,
              context->context.empty() ? ".dockerignore" : context->context + "/.dockerignore")
          .note(copy->span, "This copies all that is around it");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4272",
    .summary = "Data of a database in what a build copies",
    .why =
        "Once the database has run, its files belong to its own account: the next build ends with `permission denied`, "
        "and where it may read them, the data is in the image for whoever has it.",
    .remedy = "Name the folder in `.dockerignore`, or keep the data in a named volume.",
    .references = "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::data_folder_copied_into_image
