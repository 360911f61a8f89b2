#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace seaworthy::rules {

/// Up to three numbers of a version; missing ones are -1.
struct Version {
  std::array<int, 3> parts{-1, -1, -1};
};

/// The first version in a text ("v20.11.1", "1.23-alpine", ">=3.12"); nothing when it has none.
constexpr std::optional<Version> read_version(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !(text[at] >= '0' && text[at] <= '9')) ++at;
  if (at == text.size()) return std::nullopt;
  Version version;
  for (int& part : version.parts) {
    if (at >= text.size() || !(text[at] >= '0' && text[at] <= '9')) break;
    int number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && number < 1'000'000; ++at)
      number = number * 10 + (text[at] - '0');
    part = number;
    if (at >= text.size() || text[at] != '.') break;
    ++at;
  }
  return version;
}

/// True when `left` is certainly older: a part that one of them leaves open decides nothing.
constexpr bool is_older(const Version& left, const Version& right) {
  for (std::size_t part = 0; part < 3; ++part) {
    if (left.parts[part] < 0 || right.parts[part] < 0) return false;
    if (left.parts[part] != right.parts[part]) return left.parts[part] < right.parts[part];
  }
  return false;
}

}  // namespace seaworthy::rules
