#include "knowledge/package_cache.h"

#include <algorithm>

namespace seaworthy::knowledge {

const PackageCache* package_cache(std::string_view program) {
  const auto found = std::ranges::find(tables::package_caches, program, &PackageCache::program);
  return found != tables::package_caches.end() ? &*found : nullptr;
}

}  // namespace seaworthy::knowledge
