#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"

/// Which dependencies the installs of a build leave in node_modules.
namespace seaworthy::rules {

struct NodeInstall {
  const BuildStep* step = nullptr;  ///< Null: none was found.
  bool production = false;          ///< Development dependencies are left out.
  Span why;                         ///< What leaves them out.
};

/// The install whose node_modules a stage has when `before` starts (null: at its end): its own, that of the stage that
/// it is built on or of the one that they are copied from. `until`: steps from this one on do not count; null for all.
NodeInstall install_in_force(std::span<const BuildStep> steps, const dockerfile::Stage& stage,
                             const dockerfile::Instruction* before, const BuildStep* until);

/// The manifest of which a step runs a script, and the folder of the image in which it lies: that of the folder of the
/// step, or of the one member of its workspace that the call names. `manifest` is null where that cannot be told.
struct CalledManifest {
  std::string folder;
  const project::Manifest* manifest = nullptr;
};
CalledManifest called_manifest(const project::Project& project, const BuildStep& step, const NodeCall& call);

/// A package script that a step of a build runs after an install.
struct InstalledScript {
  std::string folder;  ///< Absolute, in the image: where the manifest lies.
  const project::Manifest* manifest = nullptr;
  const project::ManifestScript* script = nullptr;  ///< Null: the step runs none, or nothing was installed before.
  NodeInstall install;
};
/// `step` is one of `steps`. Calls for several members of a workspace are left out.
InstalledScript installed_script(const project::Project& project, std::span<const BuildStep> steps,
                                 const BuildStep& step);

/// The manifest of npm that lies in the working directory of a container; null when the image has none of the tree
/// there.
const project::Manifest* container_manifest(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
