#pragma once

#include <span>
#include <string_view>

/// Settings of known images that do harm only as long as nothing else is set. `unless` of the hazards in
/// knowledge/images/*.yaml.
namespace seaworthy::knowledge {

/// Variables of which any takes the harm of a variable of an image away, itself or as NAME_FILE; empty where nothing
/// does. `image` is the name of the image's row.
std::span<const std::string_view> harmless_with(std::string_view image, std::string_view variable);

namespace tables {
struct HarmlessWith {
  std::string_view image;
  std::string_view variable;
  std::span<const std::string_view> names;
};
extern const std::span<const HarmlessWith> harmless_with;
}  // namespace tables
}  // namespace seaworthy::knowledge
