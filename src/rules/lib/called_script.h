#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"
#include "shell/command.h"

/// Scripts of the repository as commands call them where it is installed: `/opt/shop/ops/backup.sh`,
/// `"$ROOT/ops/backup.sh"`.
namespace seaworthy::rules {

/// Folders of machines that a checkout of the repository is put in, as cron tables, units, scripts and guides of it
/// name them: `/opt/shop` where `/opt/shop/ops/backup.sh` is spoken of and `ops/backup.sh` is in the tree. Sorted.
std::vector<std::string_view> install_roots(const project::Project& project);

/// The word of a command that is the script which it runs or takes in: `./a.sh`, `bash a.sh`, `. a.sh`; null for
/// others.
const shell::Word* called_script(const shell::Invocation& command);
/// What follows a variable or a substitution in front of a path: `ops/a.sh` of `"$ROOT/ops/a.sh"`; "" for others.
std::string_view behind_variable(const shell::Word& word);

}  // namespace seaworthy::rules
