#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"

/// What the scripts of package.json files run in the end.
namespace seaworthy::rules {

/// One plain command of a script.
struct ScriptCommand {
  const project::Manifest* manifest = nullptr;  ///< Whose script it stands in.
  std::string folder;                           ///< Of that package, absolute, in the image.
  std::vector<std::string_view> words;          ///< Runners and variables in front of the program are left out.
  Span span;                                    ///< The script.
};

/// The commands that a step runs through package scripts, calls of other scripts followed: in the package of its
/// folder, or in the members of the workspace that it names. Of a script with more than plain commands in a row none.
std::vector<ScriptCommand> script_commands(const project::Project& project, const BuildStep& step);

/// The same for the hooks that an install runs: of the package in its folder, and of members that are in the image.
std::vector<ScriptCommand> hook_commands(const project::Project& project, const BuildStep& step);

/// The members of the workspace in a step's folder whose manifests are in the image by then, the root first.
struct PlacedPackage {
  const project::Manifest* manifest = nullptr;
  std::string folder;  ///< Absolute, in the image.
};
std::vector<PlacedPackage> placed_packages(const project::Project& project, const BuildStep& step);

}  // namespace seaworthy::rules
