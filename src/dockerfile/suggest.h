#pragma once

#include <span>
#include <string>
#include <string_view>

namespace seaworthy::dockerfile {

/// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other, case ignored; at most `limit`
/// + 1.
int edit_distance(std::string_view first, std::string_view second, int limit);

/// The word of `candidates` that `word` was probably meant to be; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "`a`, `b` and `c`".
std::string listed(std::span<const std::string_view> words, std::string_view conjunction = "and");

}  // namespace seaworthy::dockerfile
