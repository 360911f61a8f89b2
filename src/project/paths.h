#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Paths relative to the audited root: `/` separated, no leading or trailing `/`, "" is the root itself.
namespace seaworthy::project {

/// `path` seen from `directory`, with `.` and `..` resolved. Nothing when it is absolute or leads out of the root.
std::optional<std::string> join_path(std::string_view directory, std::string_view path);

/// An absolute path inside a container: `path` seen from `directory`, with `.` and `..` resolved and no trailing `/`.
std::string container_path(std::string_view directory, std::string_view path);

/// Folder of a path, "" at the root.
std::string_view parent_path(std::string_view path);
/// Last component of a path; works for container paths as well.
std::string_view base_name(std::string_view path);
/// True when `path` is `directory` or below it; everything is below "".
bool is_below(std::string_view path, std::string_view directory);

/// Edit distance of two words, at most `limit` + 1 (given back when it is more).
unsigned edit_distance(std::string_view left, std::string_view right, unsigned limit);

}  // namespace seaworthy::project
