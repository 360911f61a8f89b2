#pragma once

#include <string_view>

namespace seaworthy {

/// How two letters are compared.
enum class Letters : unsigned char { as_written, ignoring_case };

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other, counted in bytes; `limit` + 1
/// when it takes more, and for words of over 256 bytes.
unsigned edit_distance(std::string_view left, std::string_view right, unsigned limit,
                       Letters letters = Letters::as_written);

}  // namespace seaworthy
