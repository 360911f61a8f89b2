#include "rules/lib/node_installs.h"

#include <vector>

#include "project/container_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Whether a step adds packages to those of a manifest: npm, yarn and pnpm then bring in all that the manifest names,
/// development dependencies with it.
bool adds_packages(const BuildStep& step, const NodeCall& call) {
  return call.kind == NodeCall::Kind::install && call.names_packages &&
         is_one_of("npm yarn pnpm", step.invocation.program) &&
         !step.invocation.has_any_flag({"-g", "--global", "--location"});
}

NodeInstall install_of(const BuildStep& step, bool behind_another) {
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  // `npm prune --omit=dev` takes away what an install before it has brought.
  if (step.invocation.verb() == "prune" && is_one_of("npm yarn pnpm", step.invocation.program)) {
    const bool production = call.production || step.invocation.has_any_flag({"--omit", "--production", "--prod"});
    return production ? NodeInstall{&step, true, step.invocation.span()} : NodeInstall{};
  }
  if (call.kind != NodeCall::Kind::install) return {};
  if (call.names_packages && !(behind_another && adds_packages(step, call))) return {};
  NodeInstall install{&step, call.production, step.invocation.span()};
  if (install.production || call.manager != "npm") return install;
  if (step.invocation.has_any_flag({"--include", "--production"})) return install;
  // npm leaves them out when NODE_ENV says production.
  for (const dockerfile::Instruction* const before : step.stage->with_inherited) {
    if (before == step.run) break;
    if (before->op != dockerfile::Op::env) continue;
    for (const dockerfile::Pair& pair : before->pairs)
      if (pair.key.text == "NODE_ENV") {
        install.production = pair.value.text == "production";
        install.why = pair.value.span;
      }
  }
  if (const auto value = variable_at(step, "NODE_ENV"); value.has_value() && *value != "production")
    install.production = false;
  return install;
}

/// The stage that node_modules of a stage were copied from; null when it is none.
const dockerfile::Stage* modules_from(const dockerfile::Stage& stage, const dockerfile::Instruction* before) {
  const dockerfile::Stage* found = nullptr;
  for (const dockerfile::Instruction* const instruction : stage.instructions) {
    if (instruction == before) break;
    const dockerfile::Flag* const from = instruction->op == dockerfile::Op::copy ? instruction->flag("from") : nullptr;
    if (from == nullptr || instruction->arguments.empty()) continue;
    const std::string_view target = instruction->arguments.back().text;
    if (!target.ends_with("node_modules") && !target.ends_with("node_modules/")) continue;
    for (const dockerfile::Stage* const other : stage.copies_from)
      if (equal_ignoring_case(other->name, from->value)) found = other;
  }
  return found;
}

}  // namespace

const project::Manifest* container_manifest(const project::Project& project, const project::Service& service) {
  const project::ContainerFile file = project::container_file(project, service, "package.json");
  const project::File* listed = file.image.file;
  if (file.mount != nullptr) {
    // `- ./api:/app` with `- /app/node_modules` behind it: the packages are those of the image all the same.
    const compose::Mount* const packages =
        project::mount_over(service, project::container_path(service.working_dir.value, "node_modules"));
    listed = packages != nullptr && packages != file.mount && packages->type == compose::MountType::volume ? file.file
                                                                                                           : nullptr;
  }
  if (listed == nullptr) return nullptr;
  for (const project::Manifest& manifest : project::manifests(project))
    if (manifest.file == listed) return &manifest;
  return nullptr;
}

NodeInstall install_in_force(std::span<const BuildStep> steps, const dockerfile::Stage& stage,
                             const dockerfile::Instruction* before, const BuildStep* until) {
  const dockerfile::Stage* const copied_from = modules_from(stage, before);
  NodeInstall last;
  for (const BuildStep& step : steps) {
    if (&step == until) break;
    if (step.stage != &stage && step.stage != copied_from && step.stage != stage.parent) continue;
    const NodeInstall install = install_of(step, last.step != nullptr);
    if (install.step == nullptr) continue;
    // Two installs one after the other, and nobody knows what is left: the fuller one counts.
    if (last.step != nullptr && !last.production && install.production && install.step->invocation.verb() != "prune")
      continue;
    last = install;
  }
  return last;
}

CalledManifest called_manifest(const project::Project& project, const BuildStep& step, const NodeCall& call) {
  CalledManifest found{project::container_path(step.folder, call.folder), nullptr};
  found.manifest = manifest_at(project, step, project::Ecosystem::node, found.folder);
  if (call.all_workspaces || call.workspaces.size() > 1) return {};
  if (call.workspaces.empty() || found.manifest == nullptr) return found;
  // `...` takes what the member needs, or what needs it, along.
  std::string_view wanted = call.workspaces.front();
  if (contains(wanted, "...") || contains(wanted, "*") || contains(wanted, "{") || contains(wanted, "$")) return {};
  while (wanted.starts_with("./")) wanted.remove_prefix(2);
  const project::Manifest& root = *found.manifest;
  const project::Manifest* member = nullptr;
  for (const project::Manifest& each : project::manifests(project)) {
    if (each.ecosystem != project::Ecosystem::node || &each == &root || !project::is_below(each.folder, root.folder))
      continue;
    const std::string_view inside = each.folder.substr(root.folder.empty() ? 0 : root.folder.size() + 1);
    if (each.name.text != wanted && inside != wanted) continue;
    if (member != nullptr) return {};
    member = &each;
    found.folder = project::container_path(found.folder, inside);
  }
  if (member == nullptr) return {};
  found.manifest = member;
  return found;
}

InstalledScript installed_script(const project::Project& project, std::span<const BuildStep> steps,
                                 const BuildStep& step) {
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::script) return {};
  InstalledScript found;
  const CalledManifest called = called_manifest(project, step, call);
  found.folder = called.folder;
  found.manifest = called.manifest;
  const project::ManifestScript* const script =
      found.manifest != nullptr ? found.manifest->script(call.script) : nullptr;
  if (script == nullptr) return {};
  found.install = install_in_force(steps, *step.stage, step.run, &step);
  if (found.install.step != nullptr) found.script = script;
  return found;
}

}  // namespace seaworthy::rules
