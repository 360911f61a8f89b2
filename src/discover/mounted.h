#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Configuration files whose names tell nothing, but which a Compose file mounts: what a program of the deployment
/// reads is a part of it.
namespace seaworthy::discover {

/// Whether the extension is one of settings that people write: YAML, JSON, TOML, INI and their like.
bool may_be_configuration(std::string_view path);

/// Paths below the root that the text of a Compose file mounts or grants: everything that is written with a leading
/// `./` or `../`, and what `file:` names. Read from lines; relative to the file's own folder and, where that is
/// another, to the root. A path that leads out is left out.
std::vector<std::string> mounted_paths(std::string_view compose_path, std::string_view text);

}  // namespace seaworthy::discover
