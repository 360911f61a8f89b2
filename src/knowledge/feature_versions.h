#pragma once

#include <span>
#include <string_view>

/// The first releases that know a feature. Rows of knowledge/feature_versions.yaml.
namespace seaworthy::knowledge {

struct FeatureVersion {
  /// Of a Compose file the path of a key ("services.*.develop"; `*` any key, `[]` any item) or a tag ("!override"); of
  /// a Dockerfile an instruction with its option ("COPY --link"), or "<<" for a heredoc.
  std::string_view feature;
  std::string_view tool;     ///< "Docker Compose", "Docker Engine", "Dockerfile" (the frontend).
  std::string_view version;  ///< "2.20.3"
};

/// True when the first of two versions, numbers divided by points, is the older one.
bool is_older(std::string_view version, std::string_view other);

namespace tables {
extern const std::span<const FeatureVersion> feature_versions;  // by feature
}  // namespace tables
}  // namespace seaworthy::knowledge
