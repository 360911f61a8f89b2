#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// knowledge/build_steps.yaml: commands of a build that put no file of their own into the folders of an application.
namespace seaworthy::knowledge {

/// A package manager by its verbs, "" being none.
struct PackageStep {
  std::string_view program;
  std::span<const std::string_view> harmless;  ///< Write nothing there.
  std::span<const std::string_view> installs;  ///< Write packages alone.
};

namespace tables {
extern const WordSet arranging_programs;  ///< Never put a file there.
/// Put the variables of a browser's program into what they build: `npm run build`.
extern const std::span<const std::string_view> bundling_commands;
extern const std::span<const PackageStep> package_steps;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
