#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/upload_packages.yaml.
namespace seaworthy::knowledge {

/// A package with which a program takes files in requests.
struct UploadPackage {
  std::string_view language;  ///< As project::name() calls its ecosystem: "node".
  std::string_view package;   ///< As manifests name it.
  bool only = false;          ///< It is there for nothing else; false for a framework, which can take files as well.
  /// What code that takes files by it has in its text; empty: the package's name.
  std::span<const std::string_view> code;
};

namespace tables {
extern const std::span<const UploadPackage> upload_packages;  // in order of the table
/// Words of code that nobody writes for anything but files of users.
extern const std::span<const std::string_view> upload_words;
/// Keys of a framework's configuration that say how large a file may be.
extern const std::span<const std::string_view> upload_settings;
}  // namespace tables

}  // namespace seaworthy::knowledge
