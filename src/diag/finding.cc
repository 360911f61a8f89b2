#include "diag/finding.h"

#include <array>

namespace seaworthy {

std::string_view name(Severity severity) {
  static constexpr std::array<std::string_view, 5> names{"info", "low", "medium", "high", "critical"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view name(Confidence confidence) {
  static constexpr std::array<std::string_view, 3> names{"possible", "likely", "certain"};
  return names[static_cast<std::size_t>(confidence)];
}

std::string_view name(Rung rung) {
  static constexpr std::array<std::string_view, rung_count> names{"load",    "build", "start",  "healthy",
                                                                  "connect", "keep",  "resist", "operate"};
  return names[static_cast<std::size_t>(rung)];
}

std::string_view name(Category category) {
  static constexpr std::array<std::string_view, category_count> names{"security",   "architecture", "orchestration",
                                                                      "monitoring", "automation",   "documentation"};
  return names[static_cast<std::size_t>(category)];
}

std::string_view name(Safety safety) {
  static constexpr std::array<std::string_view, 3> names{"safe", "review", "manual"};
  return names[static_cast<std::size_t>(safety)];
}

}  // namespace seaworthy
