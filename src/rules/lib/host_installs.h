#pragma once

#include "project/model.h"

/// Packages of languages that people are told to install by hand.
namespace seaworthy::rules {

/// Whether a script or document has the packages of a language installed, on the host or in a running container, as
/// development does.
struct HostInstalls {
  bool node = false;
  bool php = false;
};
HostInstalls host_installs(const project::Project& project);

}  // namespace seaworthy::rules
