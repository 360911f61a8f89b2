#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/configuration_settings.h"
#include "project/configuration_settings.h"
#include "project/model.h"

/// The configuration files that the program of a known image reads, and what they set.
namespace seaworthy::project {

struct SettingsFile {
  const knowledge::SettingsFile* row = nullptr;
  std::string source_path;  ///< Relative to the root.
  std::string path;         ///< In the container.
  Span given;               ///< The mount, or the COPY, that puts it there.
};
/// Files of the repository at the places where the image of a service looks for its configuration, in the order of the
/// rows; empty for an image without rows, and for another entrypoint than its own.
std::vector<SettingsFile> settings_files(const Project& project, const Service& service);

/// The text of a configuration file as YAML; null where its notation is another one, and when it was not read.
const yaml::Stream* settings_yaml(const Project& project, const SettingsFile& file);

/// What a configuration file sets, sections and parents included: "mysqld.max_connections". Empty for a file
/// that was not read.
std::vector<ConfigurationSetting> settings_in(const Project& project, const SettingsFile& file);

/// Whether a dotted key is one that a pattern stands for: `*` takes a part or, at the end, all that follows.
bool is_setting(std::string_view pattern, std::string_view key);

}  // namespace seaworthy::project
