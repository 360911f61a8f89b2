#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::volume_not_writable_by_user {

enum class Owner : unsigned char { nobody_made_it, root, given, unclear };

/// Who owns a folder of the image that a stage makes, as far as RUN, COPY and WORKDIR tell.
static Owner owner_of(const dockerfile::Stage& stage, std::string_view path, Span& where) {
  Owner owner = Owner::nobody_made_it;
  const std::vector<const dockerfile::Instruction*> instructions = project::instructions_of(stage);
  const std::vector<std::string> directories = project::directories_of(instructions);
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    const dockerfile::Instruction& instruction = *instructions[index];
    using dockerfile::Op;
    if (directories[index].empty()) return Owner::unclear;
    if (instruction.op == Op::copy || instruction.op == Op::add) {
      const project::Destination destination = project::copy_destination(instruction, directories[index]);
      if (destination.path.empty()) return Owner::unclear;
      if (!project::is_below(path, destination.path) && !project::is_below(destination.path, path)) continue;
      const bool owned = instruction.flag("chown") != nullptr;
      if (owned && project::is_below(destination.path, path)) owner = Owner::given;
      if (owned && destination.path == path) owner = Owner::given;
      if (owned && project::is_below(path, destination.path)) owner = Owner::unclear;
      if (instruction.flag("from") != nullptr && !owned && owner == Owner::nobody_made_it &&
          project::is_below(path, destination.path))
        owner = Owner::unclear;
    }
    if (instruction.op != Op::run) continue;
    const dockerfile::Instruction* const user = user_before(instruction);
    const bool as_user =
        user != nullptr && !user->arguments.empty() && !is_root(user_name(user->arguments.front().text));
    if (instruction.script == nullptr || instruction.script->root == nullptr) return Owner::unclear;
    for (const shell::Node* const node : instruction.script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      const bool owns = is_one_of("chown chmod install", command.program);
      const bool makes = command.program == "mkdir";
      for (const shell::Word& word : command.arguments) {
        if (!word.literal) {
          if (owns) return Owner::unclear;
          continue;
        }
        if (word.text.starts_with('-')) continue;
        if (contains(word.text, "{") || contains(word.text, "*")) {
          if (owns || makes) return Owner::unclear;
          continue;
        }
        const std::string target = project::container_path(directories[index], word.text);
        if (owns &&
            (target == path || project::is_below(path, target == "/" ? std::string_view() : std::string_view(target))))
          owner = Owner::given;
        if (makes && (target == path || project::is_below(target, path))) {
          if (owner != Owner::given) owner = as_user ? Owner::given : Owner::root;
          if (owner == Owner::root) where = node->span;
        }
      }
      // Homes and the like belong to the account from the start.
      if (is_one_of("useradd adduser", command.program)) {
        for (const shell::Word& word : command.arguments)
          if (word.text.starts_with('/') && project::is_below(path, word.text)) return Owner::unclear;
        if (project::is_below(path, "/home")) return Owner::unclear;
      }
      if (command.program.ends_with(".sh") || is_one_of("make cp tar curl sh bash", command.program)) {
        if (owner == Owner::nobody_made_it && is_one_of("make sh bash", command.program)) return Owner::unclear;
      }
    }
  }
  return owner;
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || !service.user || service.drops_root) return report.skip();
  const std::string_view user = service.user.value.substr(0, service.user.value.find(':'));
  if (user.empty() || is_root(service.user.value) || contains(user, "$")) return report.skip();
  // Application images own their folders; a language base owns nothing that an application uses.
  if (service.image != nullptr && service.image->kind != knowledge::ImageKind::language &&
      service.image->kind != knowledge::ImageKind::distribution)
    return report.skip();
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::volume || mount.read_only || mount.source_text.empty()) continue;
    bool elsewhere = false;
    for (const compose::Volume& volume : service.stack->model->volumes)
      if (volume.name == mount.source_text)
        elsewhere = volume.external.value || volume.bind_device || !volume.driver_options.empty();
    if (elsewhere || contains(mount.target, "node_modules") || contains(mount.target, "/.next") ||
        contains(mount.target, "$"))
      continue;
    asks = true;
    Span where;
    const Owner owner = owner_of(*service.stage, mount.target, where);
    if (owner != Owner::nobody_made_it && owner != Owner::root) continue;
    // Another service that runs as root may own the volume first.
    bool shared = false;
    for (const project::Service* other : service.stack->services)
      if (other != &service)
        for (const compose::Mount& theirs : other->definition->mounts)
          shared = shared || (theirs.type == compose::MountType::volume && theirs.source_text == mount.source_text);
    if (shared) continue;
    Builder finding =
        report.at(mount.span(), "The volume at `{}` belongs to root, and `{}` runs as `{}` and cannot write to it",
                  mount.target, service.name, user);
    if (service.user.span.valid()) finding.note(service.user.span, "The user in force");
    if (owner == Owner::root)
      finding.note(where, "The folder is made by root and never given away");
    else
      finding.note(service.stage->from->span,
                   "Nothing in the image makes the folder, so that the engine does, for root");
    finding.confidence(Confidence::likely);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4256",
    .summary = "Volume that the container's user cannot write to",
    .why =
        "A new volume takes owner and mode of the folder that it covers; where the image has none, or root's, the "
        "program ends with `permission denied` at its first write.",
    .remedy =
        "Make the folder in the Dockerfile and give it to the user (`RUN mkdir -p /data && chown app /data`) before "
        "USER and VOLUME.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_not_writable_by_user
