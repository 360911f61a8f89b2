#pragma once

#include <string_view>
#include <vector>

#include "project/manifests.h"
#include "rules/lib/node_scripts.h"
#include "shell/command.h"

/// Which programs the scripts of a package.json run, and which dependency brings them.
namespace seaworthy::rules {

/// First word of every command of a script, runners and variables in front of it peeled off. Programs that `npx` would
/// fetch are left out, and what stands behind `||` or is caught by it.
std::vector<std::string_view> programs_of_script(std::string_view text);

/// The same for a script of a package, with those of its scripts that it calls (`npm run build:api`).
std::vector<std::string_view> programs_of_script(const project::Manifest& manifest, std::string_view text);

/// The dependency whose package brings a program, one for production before one for development; null when none is
/// known to.
const project::Dependency* dependency_with_program(const project::Manifest& manifest, std::string_view program);

/// The package that would bring a program and that neither a package.json nor its lock file has; "" where one has it,
/// where there is no lock file that tells, and for programs of which no package is known.
std::string_view package_nobody_installs(const project::Project& project, const project::Manifest& manifest,
                                         std::string_view program);

/// Files that a script hands to an interpreter or runs itself: "scripts/prepare.js" of `node scripts/prepare.js`.
std::vector<std::string_view> files_of_script(std::string_view text);

/// Whether an install runs the hooks of the package in whose folder it is called. Of those that name other packages,
/// for the whole system or beside what is there, yarn's alone does.
bool runs_own_hooks(const shell::Invocation& invocation, const NodeCall& call);

}  // namespace seaworthy::rules
