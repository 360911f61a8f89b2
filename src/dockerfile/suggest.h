#pragma once

#include <span>
#include <string>
#include <string_view>

namespace seaworthy::dockerfile {

/// The word of `candidates` that `word` was probably meant to be, whatever the case; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "`a`, `b` and `c`".
std::string listed(std::span<const std::string_view> words, std::string_view conjunction = "and");

}  // namespace seaworthy::dockerfile
