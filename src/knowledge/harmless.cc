#include "knowledge/harmless.h"

#include <algorithm>

namespace seaworthy::knowledge {

std::span<const std::string_view> harmless_with(std::string_view image, std::string_view variable) {
  const auto found = std::ranges::find_if(tables::harmless_with, [&](const tables::HarmlessWith& row) {
    return row.image == image && row.variable == variable;
  });
  return found != tables::harmless_with.end() ? found->names : std::span<const std::string_view>();
}

}  // namespace seaworthy::knowledge
