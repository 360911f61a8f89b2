#pragma once

#include "shell/ast.h"

/// Scripts from the network that install one tool.
namespace seaworthy::project {

/// Whether a command is a part of `curl URL | sh` (or `| python3 -`), of which the hosts of all addresses are rows of
/// knowledge/https_hosts.yaml: what it runs adds neither accounts nor files of an application.
bool runs_known_installer(const shell::Node& node);

}  // namespace seaworthy::project
