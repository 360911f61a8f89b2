#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seaworthy::rules {

/// An address of the internet protocol, or a network when `bits` is less than the address has.
struct Address {
  std::array<std::uint8_t, 16> bytes{};  ///< Of version 4 the first four.
  bool version6 = false;
  unsigned bits = 0;  ///< Length of the prefix; 32 or 128 for a single address.

  unsigned size() const { return version6 ? 128 : 32; }
  /// Whether `other` lies inside this network.
  bool contains(const Address& other) const;
  /// Whether bits behind the prefix are set, as in 10.0.0.5/24.
  bool has_host_bits() const;
  bool operator==(const Address&) const = default;
};

/// "10.0.0.1" or "fd00::1". Nothing when it is no address.
std::optional<Address> parse_address(std::string_view text);
/// "10.0.0.0/24" or "fd00::/64". Nothing when it is no network.
std::optional<Address> parse_network(std::string_view text);

}  // namespace seaworthy::rules
