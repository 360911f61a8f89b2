#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "project/model.h"
#include "rules/lib/python_installs.h"
#include "rules/rule.h"

/// Which releases of Python and of its packages a build gets.
namespace seaworthy::rules {

/// The packages that the steps of a Dockerfile install, in their order; not `known` where one of them cannot be listed.
/// Once for each Dockerfile: `once<all_python_installs>(report, dockerfile)`.
PythonInstalls all_python_installs(const project::Project& project, const project::Dockerfile& dockerfile);

/// The second number of the Python 3 of an image `python:...`; for a tag without one that of the newest release.
/// Nothing for another image.
std::optional<int> python_of(const dockerfile::Stage& stage);

/// The entry that lets a package in releases from `from` up to, but not with, `limit` alone; an empty `from` or `limit`
/// is open. Null when none does, or when a lock file decides.
const PythonPackage* surely_between(std::span<const PythonPackage> packages, std::string_view name,
                                    std::string_view from, std::string_view limit);

/// Whether the code or the command of a service that builds a Dockerfile has a word. Nothing when the code of none of
/// them was read.
std::optional<bool> code_has(const project::Project& project, const project::Dockerfile& dockerfile,
                             std::string_view word);

/// Whether nothing that is asked for keeps a package below a release: pip takes the newest.
bool may_reach(std::span<const PythonPackage> packages, std::string_view name, std::string_view release);

}  // namespace seaworthy::rules
