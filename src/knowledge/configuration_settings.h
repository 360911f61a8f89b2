#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "knowledge/knowledge.h"

/// What programs make of the settings in their configuration files. Rows of knowledge/configuration_settings.yaml.
namespace seaworthy::knowledge {

/// How a configuration file is written.
enum class Notation : std::uint8_t {
  yaml,
  sections,  ///< `[section]` with `key = value` below: INI, TOML.
  equals,    ///< `key = value`
  words,     ///< `key value ...`
  braces,    ///< `block { key = value }`: HCL, NATS.
  document,  ///< YAML whose keys are no settings: rules, things to set up. The program ends when it cannot read it.
};

/// Where an image reads its configuration.
struct SettingsFile {
  std::string_view image;
  Notation notation = Notation::yaml;
  std::span<const std::string_view> at;       ///< Paths in the container; the last part may hold a `*`.
  std::span<const std::string_view> options;  ///< Options of the command that name another file.
  bool environment = false;                   ///< Variables of the same names set the same.
  bool keys_are_options = false;              ///< Each key is an option of the image's program by the same name.
};
std::span<const SettingsFile> settings_files();

/// A setting with which the program does not start.
struct RefusedSetting {
  std::string_view image;
  std::string_view key;                       ///< As project::is_setting() takes it.
  std::string_view value;                     ///< That is refused; "" any, "~x" any that holds x, "!x|y" any but these.
  std::string_view beside_key, beside_value;  ///< Only beside this one.
  std::string_view unless;                    ///< Not when this is set.
  bool last = false;                          ///< The last one of the file counts alone.
  VersionRange versions;
  std::string_view why;  ///< A clause behind the image's title.
};
std::span<const RefusedSetting> refused_settings();

/// Settings that name a file or folder without which the program does not start.
struct PathSetting {
  std::string_view image;
  std::string_view folder;  ///< From which relative paths start; "" they are not known.
  std::span<const std::string_view> keys;
};
std::span<const PathSetting> path_settings();

/// An image whose entrypoint ends when a variable and the form of it that names a file are both given.
struct ExclusiveFile {
  std::string_view image;
  std::string_view suffix;  ///< Of that form: "_FILE".
};
/// Null for other images.
const ExclusiveFile* exclusive_file(std::string_view image);

/// An extension of PostgreSQL that not every image of it has.
struct DatabaseExtension {
  std::string_view extension;
  std::span<const std::string_view> lacking;  ///< Images without it.
  std::span<const std::string_view> clients;  ///< Images that make it in their database when they start.
};
std::span<const DatabaseExtension> database_extensions();

namespace tables {
extern const std::span<const ExclusiveFile> exclusive_files;  // by image
extern const std::span<const DatabaseExtension> database_extensions;
extern const std::span<const SettingsFile> settings_files;      // by image
extern const std::span<const RefusedSetting> refused_settings;  // by image
extern const std::span<const PathSetting> path_settings;        // by image
}  // namespace tables
}  // namespace seaworthy::knowledge
