#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "project/manifests.h"

/// Lock files held against the manifests that they were made of.
namespace seaworthy::project {

/// Whether a file of that name is read: package-lock.json, yarn.lock, pnpm-lock.yaml, poetry.lock, uv.lock,
/// Gemfile.lock, Cargo.lock, go.sum, composer.lock.
bool is_known_lock(std::string_view name);

/// Names of the packages that a lock file has; empty for a file that is not read.
using LockedNames = std::set<std::string, std::less<>>;
LockedNames locked_names(std::string_view lock_name, std::string_view text);

/// The first dependency of a manifest that a lock file does not have under its name; null when it has all of them, or
/// when that cannot be told. Packages of the repository itself, which some lock files leave out, are passed over.
const Dependency* missing_in_lock(const Project& project, const Manifest& manifest, const LockedNames& names);

}  // namespace seaworthy::project
