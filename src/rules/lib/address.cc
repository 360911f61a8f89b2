#include "rules/lib/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

bool bit_at(const std::array<std::uint8_t, 16>& bytes, unsigned index) {
  return (bytes[index / 8] >> (7 - index % 8) & 1U) != 0;
}

}  // namespace

bool Address::contains(const Address& other) const {
  if (version6 != other.version6 || other.bits < bits) return false;
  for (unsigned index = 0; index < bits; ++index)
    if (bit_at(bytes, index) != bit_at(other.bytes, index)) return false;
  return true;
}

bool Address::has_host_bits() const {
  for (unsigned index = bits; index < size(); ++index)
    if (bit_at(bytes, index)) return true;
  return false;
}

std::optional<Address> parse_address(std::string_view text) {
  Address address;
  address.version6 = text.find(':') != std::string_view::npos;
  address.bits = address.size();
  // inet_pton wants a final zero byte; the longest address in text has 45 characters.
  if (text.size() > 45) return std::nullopt;
  const std::string copy(text);
  if (::inet_pton(address.version6 ? AF_INET6 : AF_INET, copy.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Address> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::optional<Address> network = parse_address(text.substr(0, slash));
  const std::string_view length = text.substr(slash + 1);
  if (!network || !is_number(length) || length.size() > 3) return std::nullopt;
  unsigned bits = 0;
  for (const char digit : length) bits = bits * 10 + static_cast<unsigned>(digit - '0');
  if (bits > network->size()) return std::nullopt;
  network->bits = bits;
  return network;
}

}  // namespace seaworthy::rules
