#pragma once

#include <span>
#include <string_view>

/// Settings of frameworks that a release has given another name. Rows of knowledge/renamed_settings.yaml.
namespace seaworthy::knowledge {

struct RenamedSetting {
  std::string_view framework;  ///< As code::Program::framework.
  int since = 0;  ///< First number of the release that reads the new name alone; 0: none ever read the other.
  std::string_view from, to;  ///< Whole parts of a dotted key.
  std::string_view needs;     ///< Part of the name of the library without which nothing reads it.
};

namespace tables {
extern const std::span<const RenamedSetting> renamed_settings;
}  // namespace tables
}  // namespace seaworthy::knowledge
