#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/build_steps.h"

/// Where pnpm puts packages: into its store below `node_modules` of the workspace, with links that lead there.
namespace seaworthy::rules {

/// Whether settings of the workspace in a folder of the tree may let pnpm put packages elsewhere than it does by
/// itself.
bool may_lay_out_otherwise(const project::Project& project, std::string_view root);

/// The folder of an image in which pnpm installs a workspace in a stage, or in one that this is built on, as it does by
/// itself. Nothing when no step does.
struct PnpmInstall {
  std::string folder;  ///< Absolute, in the image.
  const BuildStep* step = nullptr;
  const project::Manifest* root = nullptr;
};
std::optional<PnpmInstall> pnpm_install(const project::Project& project, const std::vector<BuildStep>& steps,
                                        const dockerfile::Stage& stage);

}  // namespace seaworthy::rules
