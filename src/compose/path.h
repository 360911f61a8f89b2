#pragma once

#include <string>
#include <string_view>

namespace seaworthy::compose {

/// Lexical path algebra as Go's `path` package has it; nothing here looks at a disk.

/// Removes `.`, empty and inner `..` parts. "" becomes ".". Leading `..` of a relative path stay.
std::string clean_path(std::string_view path);
/// `path` below `base`, cleaned; `path` alone when it is absolute. "" for the current folder ("." is never returned).
std::string join_path(std::string_view base, std::string_view path);
/// The folder of a path: "a/b" gives "a", "a" gives "".
std::string_view folder_of(std::string_view path);
bool is_absolute(std::string_view path);
/// The way from one folder to a path, both relative to the same root and clean: "a/b" and "a/c" give "../c". "." for
/// the folder itself.
std::string path_between(std::string_view folder, std::string_view path);
/// `C:\x`, `C:/x`, `\\server\share`.
bool is_windows_absolute(std::string_view path);
/// True for a path relative to the root that leads out of it.
bool leads_out(std::string_view path);

}  // namespace seaworthy::compose
