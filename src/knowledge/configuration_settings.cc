#include "knowledge/configuration_settings.h"

namespace seaworthy::knowledge {

std::span<const SettingsFile> settings_files() { return tables::settings_files; }
std::span<const RefusedSetting> refused_settings() { return tables::refused_settings; }
std::span<const PathSetting> path_settings() { return tables::path_settings; }

const ExclusiveFile* exclusive_file(std::string_view image) {
  for (const ExclusiveFile& row : tables::exclusive_files)
    if (row.image == image) return &row;
  return nullptr;
}

std::span<const DatabaseExtension> database_extensions() { return tables::database_extensions; }

}  // namespace seaworthy::knowledge
