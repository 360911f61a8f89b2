#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "knowledge/configuration_settings.h"
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

struct FileSetting {
  std::string key;         ///< Names of sections and parents in front, joined by dots: "mysqld.max_connections".
  std::string_view value;  ///< As written, without quotes; "" for a key that holds others.
  Span key_span;
  Span value_span;  ///< Invalid without a value.
};
/// What a configuration file sets, in order of place; an item of a list bears the key of the list. Empty for a file
/// that was not read.
std::vector<FileSetting> settings_in(const Project& project, const SettingsFile& file);

/// Whether a dotted key is one that a pattern stands for: `*` takes a part or, at the end, all that follows.
bool is_setting(std::string_view pattern, std::string_view key);

}  // namespace seaworthy::project
