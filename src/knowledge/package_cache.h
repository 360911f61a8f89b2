#pragma once

#include <span>
#include <string_view>

/// Where package managers keep what they download. Rows of knowledge/package_caches.yaml.
namespace seaworthy::knowledge {

struct PackageCache {
  std::string_view program;
  std::span<const std::string_view> verbs;  ///< First operands that fill it; empty: any use of the program.
  std::string_view path;                    ///< In the image; `~/` stands for the home of whoever runs the program.
  std::span<const std::string_view> marks;  ///< A cache mount whose target holds one of these lies over it.
  std::string_view second_path;             ///< A further folder that is needed to download nothing twice; else "".
  std::string_view second_mark;
};

/// Null for a program without a row.
const PackageCache* package_cache(std::string_view program);

namespace tables {
extern const std::span<const PackageCache> package_caches;  // by program
}  // namespace tables
}  // namespace seaworthy::knowledge
