#pragma once

#include <span>
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

/// What a further document of a file of Spring sets.
struct ConfigurationDocument {
  std::string_view profile;  ///< With which it is read; "" for always.
  std::vector<ConfigurationSetting> settings;
};

struct ConfigurationFile {
  std::string_view path;
  FileId source = FileId::none;
  std::vector<ConfigurationSetting> settings;  ///< Of YAML, those of the first document.
  std::vector<ConfigurationDocument> further;

  /// The first one of a key; null when there is none.
  const ConfigurationSetting* find(std::string_view key) const;
};

/// What a text sets in a notation that is known, sections and parents included, in order of place. `root` is the parsed
/// text of YAML and JSON, else null: YAML that was not parsed is read by its indentation.
std::vector<ConfigurationSetting> read_settings(FileId id, std::string_view text, const yaml::Node* root,
                                                knowledge::Notation notation);

/// The same for files of any kind, as far as their names and texts tell the notation, without sections and parents.
/// `documents` are those of YAML and JSON, else there are none. XML by its elements, INI, TOML and properties by their
/// lines, and so are files of `key value` and `key: value`. What is too deep or too long is left out.
ConfigurationFile read_configuration(const Source& source, std::span<const yaml::Node* const> documents);
/// Of a file of the inventory; without settings when it is no configuration.
ConfigurationFile read_configuration(const Project& project, const File& file);

}  // namespace seaworthy::project
