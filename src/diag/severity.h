#pragma once

#include <cstdint>
#include <string_view>

namespace seaworthy {

enum class Severity : std::uint8_t { info, low, medium, high, critical };
/// How sure a finding is. The ladder breaks on `likely` and `certain` only.
enum class Confidence : std::uint8_t { possible, likely, certain };
/// The questions a stack is taken through, in order (design section 2).
enum class Rung : std::uint8_t { load, build, start, healthy, connect, keep, resist, operate };
inline constexpr int rung_count = 8;
/// The rows of the score table.
enum class Category : std::uint8_t { security, architecture, orchestration, monitoring, automation, documentation };
inline constexpr int category_count = 6;
/// How far a fix may be applied without reading it.
enum class Safety : std::uint8_t { safe, review, manual };

std::string_view name(Severity severity);
std::string_view name(Confidence confidence);
std::string_view name(Rung rung);
std::string_view name(Category category);
std::string_view name(Safety safety);

}  // namespace seaworthy
