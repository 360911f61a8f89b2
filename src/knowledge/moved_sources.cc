#include "knowledge/moved_sources.h"

#include <algorithm>

namespace seaworthy::knowledge {

const MovedModule* moved_module(std::string_view package) {
  for (const MovedModule& row : tables::moved_modules)
    if (package == row.old || (package.starts_with(row.old) && package[row.old.size()] == '/')) return &row;
  return nullptr;
}

const Mirror* mirror_of_current_releases(std::string_view host) {
  const auto row = std::ranges::find(tables::mirrors, host, &Mirror::host);
  return row != tables::mirrors.end() ? &*row : nullptr;
}

}  // namespace seaworthy::knowledge
