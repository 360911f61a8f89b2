#pragma once

#include <span>
#include <string_view>

/// Rows of knowledge/written_folders.yaml.
namespace seaworthy::knowledge {

/// A framework that writes into folders of its sources while it answers requests.
struct WrittenFolders {
  std::string_view framework;
  std::string_view marker;  ///< A file of the sources by which one knows it.
  std::span<const std::string_view> folders;
  std::span<const std::string_view> needed;  ///< Those that have to be there already.
};

namespace tables {
extern const std::span<const WrittenFolders> written_folders;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
