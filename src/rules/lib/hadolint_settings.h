#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

namespace seaworthy::rules {

/// What a team says of its images in `.hadolint.yaml`: facts that no file of the deployment holds.
struct HadolintSettings {
  std::vector<std::string> trusted_registries;  ///< Names; `*` may stand at one end. Empty: every registry is fine.
  Span trusted_span;
  struct Label {
    std::string name;
    std::string type;  ///< "text", "url", "rfc3339", "spdx", "hash", "semver", "email"
  };
  std::vector<Label> labels;  ///< Of `label-schema`, as written there.
  Span labels_span;
  bool only_these_labels = false;  ///< `strict-labels`
};

/// The settings of hadolint that hold for a Dockerfile: of the nearest folder above it that has some.
HadolintSettings hadolint_settings(const project::Project& project, std::string_view dockerfile);

}  // namespace seaworthy::rules
