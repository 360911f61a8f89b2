#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/migration_tools.yaml.
namespace seaworthy::knowledge {

/// A tool whose migrations lie in the repository.
struct MigrationTool {
  std::string_view title, command;
  std::span<const std::string_view> steps;     ///< Commands that do so as they stand in scripts.
  std::span<const std::string_view> commands;  ///< Parts of whatever brings the schema up to date.
  std::span<const std::string_view> wipes;     ///< Commands that empty a database or drop what is in it.
  std::span<const std::string_view> makes;     ///< Commands that write new migrations of what the code has now.
  std::span<const std::string_view> seeds;     ///< Commands that write the rows with which a new database begins.
  /// What a source has that migrates by itself: one of these, with all of its words, divided by `&`.
  std::span<const std::string_view> in_code;
  std::string_view in_manifest;  ///< What a manifest names that migrates at each start; "" for nothing.
  bool locks = false;            ///< It takes a lock in the database, so that a second one waits.
  std::string_view package;      ///< By which programs of Node.js know it; "" for a tool with files of its own.
};

namespace tables {
extern const std::span<const MigrationTool> migration_tools;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
