#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// knowledge/repository_files.yaml: files that say by their name what they are for.
namespace seaworthy::knowledge {

/// The lists of packages of a language.
struct LockFiles {
  std::string_view language;                    ///< As project::name() calls its ecosystem: "node".
  std::span<const std::string_view> manifests;  ///< What a program needs.
  std::span<const std::string_view> locks;      ///< The releases of it, the usual file first.
};

namespace tables {
extern const std::span<const std::string_view>
    update_bots;                                     ///< Paths of configurations of what proposes newer releases.
extern const WordSet deployment_files;               ///< By which a program is deployed in another way than by Compose.
extern const std::span<const LockFiles> lock_files;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
