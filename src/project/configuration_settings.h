#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/configuration_settings.h"
#include "project/model.h"

/// Configuration files of any form as a list of keys with values.
namespace seaworthy::project {

struct ConfigurationSetting {
  /// Sections and keys from the outside in: "server.port", "compactor.retention_enabled". Members of a list share the
  /// key of the list.
  std::string key;
  std::string_view value;     ///< Without quotes; "" for none.
  Span span;                  ///< The place to speak of: the value, or the line.
  Span key_span;              ///< Of an item of a list, the item.
  Span value_span;            ///< Invalid without a value.
  bool holds_others = false;  ///< A section or a parent of other keys, without a value of its own.
};

struct ConfigurationFile {
  std::string_view path;
  FileId source = FileId::none;
  std::vector<ConfigurationSetting> settings;

  /// The first one of a key; null when there is none.
  const ConfigurationSetting* find(std::string_view key) const;
};

/// What a text sets in a notation that is known, sections and parents included, in order of place. `root` is the parsed
/// text of YAML and JSON, else null: YAML that was not parsed is read by its indentation.
std::vector<ConfigurationSetting> read_settings(FileId id, std::string_view text, const yaml::Node* root,
                                                knowledge::Notation notation);

/// The same for files of any kind, as far as their names and texts tell the notation, without sections and parents.
/// `root` is the parsed text of YAML and JSON, else null. XML by its elements, INI, TOML and properties by their lines,
/// and so are files of `key value` and `key: value`. What is too deep or too long is left out.
ConfigurationFile read_configuration(const Source& source, const yaml::Node* root);
/// Of a file of the inventory; without settings when it is no configuration.
ConfigurationFile read_configuration(const Project& project, const File& file);

}  // namespace seaworthy::project
