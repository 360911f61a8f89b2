#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Rows of knowledge/schemes.yaml.
namespace seaworthy::knowledge {

/// A scheme of addresses.
struct Scheme {
  std::string_view scheme;  ///< "postgresql"
  std::uint16_t port = 0;   ///< Where a server listens unless the address says it; 0: nothing usual.
  bool data = false;        ///< A database, cache or broker, which a stack brings along.
  bool no_host = false;     ///< A file, a socket or a bucket stands behind it.
  std::span<const std::string_view>
      grafana;                ///< Types of data sources of Grafana that are asked by it instead of http.
  std::string_view protocol;  ///< That its server must speak, as DatabaseServer has it; "" where it is not known.
};
/// The row of a scheme, the driver behind a `+` aside ("postgresql+asyncpg"); null when it is not known.
const Scheme* scheme(std::string_view name);

namespace tables {
extern const std::span<const Scheme> schemes;  // by scheme
}  // namespace tables

}  // namespace seaworthy::knowledge
