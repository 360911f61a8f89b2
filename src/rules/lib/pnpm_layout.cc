#include "rules/lib/pnpm_layout.h"

#include <algorithm>

#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool may_lay_out_otherwise(const project::Project& project, std::string_view root) {
  const auto in_root = [&](std::string_view name) { return project::join_path(root, name).value_or(std::string()); };
  // Its settings are not read.
  if (project.path_state(in_root(".npmrc")) != project::PathState::missing) return true;
  const project::File* const workspace = project.file(in_root("pnpm-workspace.yaml"));
  if (workspace == nullptr || workspace->yaml == nullptr || workspace->yaml->root() == nullptr) return true;
  const yaml::Node& settings = workspace->yaml->root()->resolved();
  return !settings.is_mapping() || settings.get("nodeLinker") != nullptr ||
         settings.get("shamefullyHoist") != nullptr || settings.get("publicHoistPattern") != nullptr ||
         settings.get("hoist") != nullptr;
}

std::optional<PnpmInstall> pnpm_install(const project::Project& project, const std::vector<BuildStep>& steps,
                                        const dockerfile::Stage& stage) {
  std::optional<PnpmInstall> found;
  for (const BuildStep& step : steps) {
    bool of_stage = false;
    for (const dockerfile::Stage* each = &stage; each != nullptr; each = each->parent)
      of_stage = of_stage || step.stage == each;
    if (!of_stage || step.invocation.program != "pnpm") continue;
    // Another layout may be asked for by an option or a variable.
    for (const std::string_view word : texts(step.invocation))
      if (contains(word, "hoist") || contains(word, "linker")) return std::nullopt;
    for (const std::string_view name : {"NPM_CONFIG_NODE_LINKER", "npm_config_node_linker", "PNPM_NODE_LINKER"})
      if (variable_at(step, name).has_value()) return std::nullopt;
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    if (call.kind != NodeCall::Kind::install || call.names_packages || !call.folder.empty()) continue;
    const project::Manifest* const root = manifest_at(project, step, project::Ecosystem::node, step.folder);
    if (root == nullptr || may_lay_out_otherwise(project, root->folder)) return std::nullopt;
    found = PnpmInstall{step.folder, &step, root};
  }
  return found;
}

}  // namespace seaworthy::rules
