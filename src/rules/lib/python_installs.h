#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/manifests.h"
#include "rules/lib/build_steps.h"

/// Which Python packages the steps of a build install.
namespace seaworthy::rules {

/// A package as some list or command names it.
struct PythonPackage {
  std::string name;     ///< As the index compares names: lower case, `-` for `_` and `.`, without extras.
  std::string version;  ///< What is asked for, as written: "==2.2.2", ">=1.8,<2", "^0.100"; "" any release.
  bool has_extras = false;
  bool locked = false;  ///< A lock file decides.
  Span span;
};

struct PythonInstalls {
  std::vector<PythonPackage> packages;
  bool known = true;  ///< False: something is installed that cannot be listed.
};

/// What one step installs; `known` and empty for a step that installs no Python package.
PythonInstalls python_installs(const project::Project& project, const BuildStep& step);

/// Whether nothing but packages of the system, packages that python_installs() lists and plain changes of files make a
/// stage.
bool is_plainly_made(const dockerfile::Stage& stage);

/// Files that a requirements file takes in by `-r` and `-c`, with their places.
struct IncludedFile {
  std::string_view path;  ///< As written, relative to the file.
  Span span;
};
std::vector<IncludedFile> included_requirements(const project::Project& project, const project::File& file);

}  // namespace seaworthy::rules
