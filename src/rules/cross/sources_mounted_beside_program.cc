#include "base/path_text.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::sources_mounted_beside_program {

/// Whether one of two paths of a container lies below the other.
static bool touch(std::string_view left, std::string_view right) {
  return project::is_below(left, right) || project::is_below(right, left);
}

/// Whether the image or the service names a folder of the container anywhere: in the stages that it is made of, in
/// what starts it, in a variable, in a configuration that is mounted.
static bool is_named(const project::Project& project, const project::Service& service, std::string_view folder) {
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      // Of a copy from another stage only the target is a folder of this one.
      const bool copies = instruction->op == dockerfile::Op::copy && !instruction->arguments.empty();
      if (names_path(copies ? instruction->arguments.back().text : project.sources.text(instruction->span), folder))
        return true;
    }
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      if (names_path(word, folder)) return true;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && names_path(*entry.value, folder)) return true;
  for (const compose::Mount& mount : service.definition->mounts) {
    const project::File* const file = mount.inside_root ? project.file(mount.host_path) : nullptr;
    if (file != nullptr && file->has_content && names_path(project.sources[file->source].text(), folder)) return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::BuildContext* const context =
      service.stage != nullptr ? project::build_context(project, service) : nullptr;
  if (context == nullptr || !context->known || context->context.empty() || service.startup != nullptr)
    return report.skip();
  const std::string_view home = service.working_dir.value;
  // What an image of its own makes its home is not known.
  if (home.size() < 2 && (service.image == nullptr || service.image->kind != knowledge::ImageKind::proxy))
    return report.skip();
  bool any = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    // The folder that the image is built from: sources, and no data.
    if (mount.type != compose::MountType::bind || !mount.inside_root || mount.host_path != context->context) continue;
    any = true;
    const std::string_view target = mount.target;
    if (target.size() < 2 || (home.size() > 1 && touch(home, target)) || is_named(project, service, target)) continue;
    const std::optional<project::StartedProgram> started = project::started_program(service);
    if (started.has_value() ? started->word.starts_with('/') && touch(started->word, target) : home.size() > 1)
      continue;
    // Whoever is in the shell goes where they want.
    if (started.has_value() && shell::is_shell(project::base_name(started->word)) && started->arguments.empty())
      continue;
    const std::string_view reader = started.has_value() ? started->word : service.image->name;
    Builder finding =
        home.size() > 1
            ? report.at(mount.span(),
                        "`{}` runs what its image has in `{}`; nothing reads the sources that are mounted on "
                        "`{}`, so mount them there or leave this out",
                        service.name, home, target)
            : report.at(mount.span(),
                        "`{}` runs `{}`, which reads nothing in `{}`; leave this mount out, or serve from it",
                        service.name, project::base_name(reader), target);
    if (service.stage->from != nullptr) finding.note(service.stage->from->span, "Its image");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4932",
    .summary = "Sources mounted where the program does not look",
    .why =
        "The container goes on with what its image was built with. Whoever edits a file waits in vain for the change, "
        "and the host's folder is open to the container for nothing.",
    .remedy = "Mount the folder over the one that the program runs from, or remove the mount.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sources_mounted_beside_program
