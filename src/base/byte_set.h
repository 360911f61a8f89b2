#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace seaworthy {

/// Bytes that are looked for together. `std::string_view::find_first_of` calls a function for each byte of the text;
/// this looks each up in a table.
class ByteSet {
 public:
  explicit constexpr ByteSet(std::string_view bytes) {
    for (const char byte : bytes) has_[static_cast<unsigned char>(byte)] = true;
  }

  constexpr bool has(char byte) const { return has_[static_cast<unsigned char>(byte)]; }
  /// As `text.find_first_of`.
  constexpr std::size_t first_in(std::string_view text, std::size_t from = 0) const {
    for (std::size_t at = from; at < text.size(); ++at)
      if (has(text[at])) return at;
    return std::string_view::npos;
  }
  /// As `text.find_last_of`.
  constexpr std::size_t last_in(std::string_view text) const {
    for (std::size_t at = text.size(); at-- > 0;)
      if (has(text[at])) return at;
    return std::string_view::npos;
  }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace seaworthy
