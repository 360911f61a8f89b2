#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "project/lock_files.h"
#include "project/manifests.h"
#include "project/model.h"

/// Packages of Node that sources import without anybody having declared them.
namespace seaworthy::code {
class Tree;
}

namespace seaworthy::project {

/// What the sources of one folder may import.
class DeclaredPackages {
 public:
  /// `folder` is where a source lies; the manifests of it and above it count.
  DeclaredPackages(const Project& project, code::Tree& tree, std::string_view folder);

  /// The package of a module that neither a manifest nor the lock file has; "" for any other module: a file, a module
  /// of Node itself, an alias of paths.
  std::string_view undeclared(std::string_view module);

  /// The nearest manifest; null for none.
  const Manifest* manifest() const { return manifest_; }

 private:
  bool is_declared(std::string_view name) const;
  bool is_path_alias(std::string_view module) const;
  bool is_made_by_prisma(std::string_view folder, std::string_view name) const;
  bool is_alias_of_bundler(std::string_view name) const;
  bool is_locked(std::string_view name);

  const Project& project_;
  code::Tree& tree_;
  std::string_view folder_;
  const Manifest* manifest_ = nullptr;
  LockedNames locked_;
  bool is_read_ = false;
  /// Every file of a package imports much the same: what was asked before. By package: whether a manifest, the lock
  /// file or a bundler has it; by module: whether it is an alias of paths.
  std::map<std::string, bool, std::less<>> is_given_, is_path_alias_;
};

}  // namespace seaworthy::project
