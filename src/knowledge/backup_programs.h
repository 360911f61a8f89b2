#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Rows of knowledge/backup_programs.yaml.
namespace seaworthy::knowledge {

/// A program that saves state.
struct BackupProgram {
  /// What it makes: a dump of a server's data, the files of a running server, a repository of copies with their dates.
  enum class Saves : std::uint8_t { dump, files, repository };

  std::string_view program;
  Saves saves = Saves::dump;
  bool names_images = false;  ///< Images of it are named after it.
};

namespace tables {
extern const std::span<const BackupProgram> backup_programs;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
