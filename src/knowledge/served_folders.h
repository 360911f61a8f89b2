#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// knowledge/served_folders.yaml: folders of web servers.
namespace seaworthy::knowledge::tables {

extern const WordSet file_servers;                            ///< Images that serve files and write none of them.
extern const std::span<const std::string_view> page_folders;  ///< Parts of names of folders that others fill.
extern const std::span<const std::string_view>
    folders_of_image;  ///< Paths that such an image fills, or writes, itself.

}  // namespace seaworthy::knowledge::tables
