#pragma once

#include <span>
#include <string_view>

/// What programs need to speak to their database. Rows of knowledge/database_drivers.yaml.
namespace seaworthy::knowledge {

/// What brings the driver that an address asks for.
struct DriverPackages {
  std::string_view language;                  ///< "python", "java"
  std::span<const std::string_view> schemes;  ///< "postgresql+asyncpg", "jdbc:mysql"
  std::span<const std::string_view> packages;
  bool plain = false;        ///< It names no driver, so that the code may put one in.
  bool synchronous = false;  ///< An engine for `asyncio` refuses it.
  std::string_view instead;  ///< The scheme to write where no program knows these; "" where some do.
};

/// A value of a file of settings by which a program speaks a protocol to its database.
struct DriverSetting {
  std::string_view file;  ///< What the name of the file begins with.
  std::string_view key;   ///< The last part of the key.
  std::span<const std::string_view> values;
  std::string_view protocol;  ///< As DatabaseServer has it.
};

namespace tables {
extern const std::span<const DriverPackages> driver_packages;  // in order of the table
extern const std::span<const DriverSetting> driver_settings;   // in order of the table
/// Packages of Go that ask a server for TLS unless they are told otherwise.
extern const std::span<const std::string_view> tls_first_packages;
}  // namespace tables

}  // namespace seaworthy::knowledge
