#pragma once

#include <span>
#include <string_view>

/// System packages that not every distribution has: rows of knowledge/system_packages.yaml.
namespace seaworthy::knowledge {

struct Cycle;

struct SystemPackage {
  std::string_view name;
  std::span<const std::string_view> releases;  ///< Those that have it: "debian-12".
  std::string_view instead;                    ///< What has its place; "" nothing.
};
/// The row of a package that the archive of a release of Debian or Ubuntu lacks; null when it has it, or when nothing
/// is known of the package or the release.
const SystemPackage* package_lacking_in(const Cycle& release, std::string_view package);
/// The row of a name that other distributions have and Alpine never had; null for all others.
const SystemPackage* package_foreign_to_alpine(std::string_view package);

namespace tables {

extern const std::span<const SystemPackage> apt_packages;
extern const std::span<const std::string_view> apt_releases;
extern const std::span<const SystemPackage> foreign_to_apk;

}  // namespace tables
}  // namespace seaworthy::knowledge
