#pragma once

#include <cstdint>
#include <string_view>

namespace seaworthy::compose {

/// To what a string value is cast after interpolation.
enum class Cast : std::uint8_t { none, integer, real, real32, boolean, umask };
/// How a value of a later file meets the value of an earlier one. `ordinary`: mappings by key, lists appended without
/// repeats, scalars replaced.
enum class Merge : std::uint8_t {
  ordinary,
  replace,     ///< The later value wins as a whole.
  key_values,  ///< KEY=VALUE lists (mappings become such lists), by key.
  sequence,    ///< Lists; a string is a list of one.
  depends_on,  ///< A list is a mapping with `condition: service_started`.
  names,       ///< A list is a mapping with null values.
  build,       ///< A string is `context`.
  logging,     ///< Options mix only under the same driver.
  ulimit,
  ipam_config,  ///< By subnet.
};
/// By what the items of a list are told apart; of two equal ones the last stays, at the place of the first.
enum class Identity : std::uint8_t { none, key, mount_target, device_target, port, expose, env_file, config, secret };
/// Short syntax to long syntax.
enum class Canonical : std::uint8_t {
  none,
  build,
  file_mount,
  text_or_value,
  key_values,
  depends_on,
  env_file,
  text_list,
  extends,
  gpus,
  names,
  mount,
  device,
  ports,
  ssh,
  ulimit,
  resource,  ///< networks.*, volumes.*, ...: `external: {name: x}`
  schedule,
};
enum class Default : std::uint8_t { none, build_context, secret_target, port, device_count, create_host_path };
enum class Check : std::uint8_t { none, volume, config, secret, port, watch_path, device_request };
enum class PathKind : std::uint8_t { none, context, plain, unix_path, watch, mount, volume_device, extends_file };

/// What the loader knows about the value at one place of a Compose file.
struct Attribute {
  Cast cast = Cast::none;
  Merge merge = Merge::ordinary;
  Identity identity = Identity::none;
  Canonical canonical = Canonical::none;
  Default defaults = Default::none;
  Check check = Check::none;
  PathKind path = PathKind::none;
};

/// A place in the tree of a Compose file, as far as the table of attributes tells places apart.
class Position {
 public:
  /// The top of a file.
  static Position top() { return Position(0); }
  /// The position of the service definitions' content, for merging one service.
  static Position service();
  Position next(std::string_view key) const;
  const Attribute& attribute() const;
  bool operator==(const Position&) const = default;
  /// False when no attribute of the table lies here or below.
  bool known() const { return node_ >= 0; }

 private:
  explicit Position(int node) : node_(node) {}
  int node_ = 0;
};

}  // namespace seaworthy::compose
