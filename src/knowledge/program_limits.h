#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "knowledge/knowledge.h"

/// What programs are strict about when they start. Rows of knowledge/program_limits.yaml.
namespace seaworthy::knowledge {

/// A key that not all releases know.
struct KeyRelease {
  std::string_view key;
  VersionRange versions;  ///< That do.
};

/// Keys of one part of a configuration file whose program ends at any other; `section` is "" for the top.
struct ConfigurationKeys {
  std::string_view image;
  std::string_view part;     ///< Of the program's configuration: "routes" of Traefik; "" what it starts with.
  VersionRange versions;     ///< The releases that the row speaks of.
  std::string_view section;  ///< As project::is_setting() takes it: "entryPoints.*".
  std::span<const std::string_view> keys;
  std::span<const KeyRelease> releases;  ///< Of those of `keys` that came or went.

  bool has(std::string_view key) const;
  /// The releases that know one of `keys`; null when all do.
  const VersionRange* versions_of(std::string_view key) const;
  /// The key that this may be a slip in, or "".
  std::string_view nearest(std::string_view key) const;
};
/// Rows of program_limits.yaml and program_keys.yaml. Those of the section `any_section` stand for keys that may be
/// anywhere.
std::span<const ConfigurationKeys> configuration_keys();
inline constexpr std::string_view any_section = "**";

/// A probe that always fails in a known image, however its program does.
struct FailingProbe {
  std::string_view image;
  VersionRange versions;
  std::string_view text;                     ///< What the probe holds.
  std::span<const std::string_view> unless;  ///< Any of these in it makes it right.
  std::span<const std::string_view> when;    ///< Conditions on the service's settings, as Refusal::when.
  std::string_view why;                      ///< A clause.
};
std::span<const FailingProbe> failing_probes();

/// Seconds before which an image is never ready, by the name of its row; nothing when none are known.
std::optional<unsigned> shortest_start(std::string_view image);

/// Where an image reads its configuration from.
struct ConfigurationPlace {
  std::string_view image;
  std::string_view path;        ///< Of the file that the image brings; "" when it brings none.
  std::string_view operand_of;  ///< The program whose first operand may be such a file; "" none.
};
/// By the name of the image's row; null when it is not known.
const ConfigurationPlace* configuration_place(std::string_view image);

/// A file that a program reads only when nobody but its owner can.
struct PrivateFile {
  std::string_view image;
  std::string_view option;  ///< The part of the command that names the file: its value stands behind `=` or follows.
  std::string_view title;   ///< As a message calls it: "its key file".
};
std::span<const PrivateFile> private_files();

namespace tables {
struct StartSeconds {
  std::string_view image;
  unsigned seconds = 0;
};
extern const std::span<const ConfigurationKeys> configuration_keys;
extern const std::span<const FailingProbe> failing_probes;
extern const std::span<const StartSeconds> start_seconds;
extern const std::span<const ConfigurationPlace> configuration_places;  // by image
extern const std::span<const PrivateFile> private_files;
}  // namespace tables
}  // namespace seaworthy::knowledge
