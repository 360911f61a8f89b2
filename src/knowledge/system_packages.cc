#include "knowledge/system_packages.h"

#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"

namespace seaworthy::knowledge {

static const SystemPackage* row_of(std::span<const SystemPackage> table, std::string_view name) {
  const auto row = std::ranges::lower_bound(table, name, {}, &SystemPackage::name);
  return row != table.end() && row->name == name ? &*row : nullptr;
}

const SystemPackage* package_lacking_in(const Cycle& release, std::string_view package) {
  const SystemPackage* const row = row_of(tables::apt_packages, package);
  if (row == nullptr) return nullptr;
  const std::string wanted = std::string(release.product) + "-" + std::string(release.cycle);
  const auto holds = [&](std::span<const std::string_view> list) {
    return std::ranges::find(list, std::string_view(wanted)) != list.end();
  };
  return holds(tables::apt_releases) && !holds(row->releases) ? row : nullptr;
}

const SystemPackage* package_foreign_to_alpine(std::string_view package) {
  return row_of(tables::foreign_to_apk, package);
}

}  // namespace seaworthy::knowledge
