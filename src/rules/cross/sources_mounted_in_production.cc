#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/rule.h"

namespace seaworthy::rules::sources_mounted_in_production {

static void check(const project::Service& service, Report& report) {
  if (service.stack->role != project::Role::production || !service.builds || service.stage == nullptr ||
      !service.build->inside_root)
    return report.skip();
  const std::string_view context = service.build->directory;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
    // Of the whole context, or of a folder above it; a folder of data or configuration below it is another thing.
    const std::string_view host = mount.host_path;
    if (host != context && !project::is_below(context, host)) continue;
    for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
      if (instruction->op != dockerfile::Op::copy) continue;
      const project::Destination to =
          project::copy_destination(*instruction, project::working_directory_at(*instruction));
      if (to.path != mount.target && !project::is_below(to.path, mount.target)) continue;
      // What another stage hands over counts where that stage has it from the context.
      if (instruction->flag("from") != nullptr &&
          !project::context_folder({report.project(), *service.stage, context}, to.path).has_value())
        continue;
      const project::File* const file = report.project().file(mount.span().file);
      if (file != nullptr && file->role == project::Role::development) continue;
      report
          .at(mount.span(), "`{}` runs the sources that lie on the host, not those that were built and tested; drop it",
              service.name)
          .note(instruction->span, "The image has them from here");
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW4652",
    .summary = "Sources mounted over the image in production",
    .why =
        "What runs is whatever the checkout on the host holds: a deployed image changes nothing, a rollback changes "
        "nothing, and who writes to the folder changes the program.",
    .remedy = "Remove the mount from the production file; keep it in the override for development.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .strength = "run what their image holds",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sources_mounted_in_production
