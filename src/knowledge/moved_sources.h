#pragma once

#include <span>
#include <string_view>

/// What builds fetch from places that no longer have it. Rows of knowledge/moved_sources.yaml.
namespace seaworthy::knowledge {

/// A module of Go whose newest release calls itself by another path.
struct MovedModule {
  std::string_view old, now;
};
/// The row of the module that a path of a package belongs to; null for none.
const MovedModule* moved_module(std::string_view package);

/// A host that drops a release as soon as the next one is out.
struct Mirror {
  std::string_view host;
  std::string_view archive;  ///< Host and folder where all of them stay.
};
/// Null for a host that keeps what it has.
const Mirror* mirror_of_current_releases(std::string_view host);

/// A module of Go, and the Go that its newest release asks for.
struct GoTool {
  std::string_view name, go;
};
/// The row of the module that a path of a package belongs to; null for none.
const GoTool* go_tool(std::string_view package);

namespace tables {
extern const std::span<const GoTool> go_tools;
extern const std::span<const MovedModule> moved_modules;
extern const std::span<const Mirror> mirrors;
}  // namespace tables
}  // namespace seaworthy::knowledge
