#include "knowledge/feature_versions.h"

#include "knowledge/text.h"

namespace seaworthy::knowledge {

bool is_older(std::string_view version, std::string_view other) {
  const auto number = [](std::string_view part) {
    long value = 0;
    for (const char c : part.substr(0, 9)) value = value * 10 + (c - '0');
    return value;
  };
  while (!version.empty() || !other.empty()) {
    const long left = number(take(version, '.'));
    const long right = number(take(other, '.'));
    if (left != right) return left < right;
  }
  return false;
}

}  // namespace seaworthy::knowledge
