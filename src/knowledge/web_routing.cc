#include "knowledge/web_routing.h"

#include <algorithm>
#include <utility>

namespace seaworthy::knowledge {

const WebFramework* web_framework(std::string_view language, std::string_view package) {
  const auto key = [](const WebFramework& row) { return std::pair(row.language, row.package); };
  const auto found = std::ranges::lower_bound(tables::web_frameworks, std::pair(language, package), {}, key);
  return found != tables::web_frameworks.end() && key(*found) == std::pair(language, package) ? &*found : nullptr;
}

bool is_quiet_package(std::string_view language, std::string_view package) {
  return std::ranges::any_of(tables::quiet_packages, [&](const tables::QuietPackages& row) {
    if (row.language != language) return false;
    return std::ranges::any_of(row.packages, [&](std::string_view quiet) {
      return package == quiet || (package.starts_with(quiet) && package[quiet.size()] == '.');
    });
  });
}

}  // namespace seaworthy::knowledge
