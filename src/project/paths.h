#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/edit_distance.h"
#include "base/path_text.h"

/// Paths relative to the audited root: `/` separated, no leading or trailing `/`, "" is the root itself.
namespace seaworthy::project {

/// `path` seen from `directory`, with `.` and `..` resolved. Nothing when it is absolute or leads out of the root.
std::optional<std::string> join_path(std::string_view directory, std::string_view path);

/// An absolute path inside a container: `path` seen from `directory`, with `.` and `..` resolved and no trailing `/`.
std::string container_path(std::string_view directory, std::string_view path);

using seaworthy::base_name;
using seaworthy::edit_distance;
using seaworthy::is_below;

/// The folder that a CI file takes for the root of its repository: the one above `.github`, since a repository that was
/// copied into another one keeps its own; "" for all others.
constexpr std::string_view checkout_of(std::string_view path) {
  const std::size_t at = path.find("/.github/");
  return at == std::string_view::npos ? std::string_view() : path.substr(0, at);
}
using seaworthy::parent_path;

}  // namespace seaworthy::project
