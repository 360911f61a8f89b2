#include "knowledge/moved_sources.h"

#include <algorithm>

namespace seaworthy::knowledge {

/// Whether a package is of a module.
static bool is_of(std::string_view package, std::string_view module) {
  return package.starts_with(module) && (package.size() == module.size() || package[module.size()] == '/');
}

const MovedModule* moved_module(std::string_view package) {
  for (const MovedModule& row : tables::moved_modules)
    if (is_of(package, row.old)) return &row;
  return nullptr;
}

const GoTool* go_tool(std::string_view package) {
  // Of modules within each other the inner one has the package.
  const GoTool* found = nullptr;
  for (const GoTool& row : tables::go_tools)
    if (is_of(package, row.name) && (found == nullptr || row.name.size() > found->name.size())) found = &row;
  return found;
}

const Mirror* mirror_of_current_releases(std::string_view host) {
  const auto row = std::ranges::find(tables::mirrors, host, &Mirror::host);
  return row != tables::mirrors.end() ? &*row : nullptr;
}

}  // namespace seaworthy::knowledge
