#pragma once

#include <string>
#include <vector>

#include "rules/lib/build_steps.h"

/// Members that a build tool reads as soon as it starts: Cargo workspaces, Maven and Gradle modules, workspaces of
/// uv, Bun and Go, and what packages of pnpm, Yarn and Bun ask for by `workspace:*`.
namespace seaworthy::rules {

struct NeededMember {
  const project::Manifest* root = nullptr;
  project::Fact member;
  std::string folder;         ///< Relative to the audited root.
  std::string manifest_path;  ///< Of the member, relative to the audited root.
  std::string image_path;     ///< The same in the image.
};

/// Members without a pattern that a step needs; empty for steps that need none.
std::vector<NeededMember> needed_members(const project::Project& project, const BuildStep& step);

}  // namespace seaworthy::rules
