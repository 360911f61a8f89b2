#pragma once

#include <initializer_list>
#include <string_view>

#include "project/manifests.h"
#include "project/model.h"
#include "rules/rule.h"

/// Lock files that a build has when it installs packages.
namespace seaworthy::rules {

/// The instruction in front of a RUN that brings a lock file of one of these names for certain: by name, by a pattern
/// that the context has a file for (`package*.json`), or by a mount of the RUN itself. Null for none.
const dockerfile::Instruction* copied_lock_file(const CommandSubject& subject, const project::Project& project,
                                                std::span<const std::string_view> names);

/// A manifest that lies in the image where a RUN installs packages.
struct CopiedManifest {
  const project::Manifest* manifest = nullptr;
  const dockerfile::Instruction* by = nullptr;
  bool has_lock = false;  ///< The lock file comes into the image as well.
};

/// The one manifest of that name which the instructions in front of a RUN copy from the context; null `manifest` where
/// none is copied for certain, or several are.
CopiedManifest copied_manifest(const CommandSubject& subject, const project::Project& project, std::string_view name);

}  // namespace seaworthy::rules
