#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "dockerfile/says.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/pnpm_layout.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::member_packages_without_store {

using dockerfile::Instruction;

/// Whether a stage has, or may have, packages at a path: by a COPY of it or of a folder around it, or an install of its
/// own.
static bool may_have(const project::BuildContext& context, const dockerfile::Stage& stage, std::string_view path) {
  for (const Instruction* const instruction : stage.with_inherited) {
    if (instruction->op == dockerfile::Op::run && (says(*instruction, "install") || says(*instruction, "npm ci") ||
                                                   says(*instruction, "node_modules") || says(*instruction, "deploy")))
      return true;
    if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
    const project::Destination to =
        project::copy_destination(*instruction, project::working_directory_at(*instruction), context.arguments());
    if (to.path.empty()) return true;
    for (const project::CopySource& source : context.sources) {
      if (source.instruction != instruction) continue;
      const std::string taken = project::container_path("/", source.text);
      // A folder that holds `node_modules` brings it along; from the context only what is committed comes.
      if (source.stage == nullptr && source.state != project::CopyState::from_image) continue;
      if (base_name(taken) == "node_modules"
              ? to.path == path
              : project::is_below(path, to.path) && to.path != "/" && base_name(taken) != ".next" && taken == to.path)
        return true;
    }
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const project::BuildContext* const context = project::build_context(project, service);
  if (context == nullptr || !context->known) return report.skip();
  bool asks = false;
  for (const project::CopySource& source : context->sources) {
    if (source.stage == nullptr || source.pattern ||
        std::ranges::find(service.stage->with_inherited, source.instruction) == service.stage->with_inherited.end())
      continue;
    const std::string taken = project::container_path("/", source.text);
    if (base_name(taken) != "node_modules") continue;
    asks = true;
    const std::optional<PnpmInstall> install =
        pnpm_install(project, once<build_steps>(report, *service.dockerfile), *source.stage);
    const std::string package(project::parent_path(taken));
    if (!install.has_value() || package == install->folder || !project::is_below(package, install->folder)) continue;
    const std::string_view member =
        std::string_view(package).substr(install->folder == "/" ? 1 : install->folder.size() + 1);
    const std::optional<std::string> in_tree = project::join_path(install->root->folder, member);
    if (!in_tree.has_value() || !project::is_member(*install->root, *in_tree)) continue;
    // As many folders up as the links of the member lead.
    const project::Destination to = project::copy_destination(
        *source.instruction, project::working_directory_at(*source.instruction), context->arguments());
    std::string_view root = project::parent_path(to.path);
    for (auto left = std::ranges::count(member, '/') + 1; left > 0 && !root.empty(); --left)
      root = project::parent_path(root);
    if (to.path.empty()) continue;
    const std::string store = project::container_path(root.empty() ? std::string_view("/") : root, "node_modules");
    if (may_have(*context, *service.stage, store)) continue;
    report
        .at(source.span, "What `{}` gets here are links to `{}/.pnpm`, which nothing brings to its image", service.name,
            store)
        .note(install->step->invocation.span(), "pnpm installs the workspace here")
        .note(service.stage->from->span, "The stage that is started begins here");
    break;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4958",
    .summary = "Packages of a workspace's member without the store that their links lead to",
    .why =
        "pnpm keeps every package below `node_modules/.pnpm` of the workspace. `node_modules` of a member holds links "
        "there, which lead nowhere in an image that gets the member's alone: the program ends with `Cannot find "
        "module`.",
    .remedy =
        "Take the member with its packages by `pnpm --filter NAME deploy --prod /out`, or copy `node_modules` of the "
        "workspace to the folder above as well.",
    .references = "https://pnpm.io/cli/deploy https://pnpm.io/symlinked-node-modules-structure",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .strength = "get the packages that their links lead to",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::member_packages_without_store
