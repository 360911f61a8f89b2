#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compose/model.h"

namespace seaworthy::compose {

/// A plain scalar after YAML's type rules, as the Go library that Compose uses has them.
struct Scalar {
  Type type = Type::string;
  std::string text;  ///< Canonical: decimal integer, shortest real, "true"/"false"; a point in time as Go prints it.
};
Scalar resolve_plain(std::string_view text);

/// What is no text for YAML but a point in time: "2026-11-28", "2026-11-28 10:00:00", "2026-11-28T10:00:00Z".
struct PointInTime {
  std::string printed;  ///< "2026-11-28 10:00:00 +0000 UTC", as Go makes text of it.
  std::string encoded;  ///< "2026-11-28T10:00:00Z", as Go writes it into YAML and JSON.
};
std::optional<PointInTime> parse_point_in_time(std::string_view text);
/// Whether a value was written as one; it becomes text only where any value may stand.
bool is_point_in_time(const Value& value);

/// Decimal, or with base prefix when `any_base` (0x, 0o, 0b, leading 0), an underscore nowhere.
std::optional<std::int64_t> parse_integer(std::string_view text, bool any_base = false);
std::optional<double> parse_real(std::string_view text);
/// true/false, and YAML 1.1's words (then `old_word` is set).
std::optional<bool> parse_boolean(std::string_view text, bool* old_word = nullptr);
/// Shortest form that reads back the same, as Go's `%g` prints it; `bits` 32 or 64.
std::string format_real(double value, int bits = 64);
/// The same number as JSON in Go prints it.
std::string format_json_real(double value, int bits = 64);

/// "1m30s", "500ms", "1d", "2w" in nanoseconds.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// As Go prints it: "1m30s", "1.5s", "0s".
std::string format_duration(std::int64_t nanoseconds);

/// "512m", "1.5 GiB", "1024" in bytes (powers of 1024).
std::optional<std::int64_t> parse_bytes(std::string_view text);

/// One word of a command line, with the bytes of the line that it came from.
struct Word {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};
/// Splits a command line as Compose does: quotes and backslashes, no variables; everything from an unquoted
/// `;`, `&`, `|`, `<` or `>` on is dropped. Nothing for an unclosed quote or an unquoted `(`.
std::optional<std::vector<Word>> split_command(std::string_view line);

}  // namespace seaworthy::compose
