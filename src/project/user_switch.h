#pragma once

#include <string_view>

#include "project/model.h"

/// Programs that start as root and go on as somebody else.
namespace seaworthy::project {

/// `gosu`, `su-exec`, `setpriv` and the like.
bool is_switch_to_user(std::string_view program);

/// Whether a script runs something through one of them.
bool switches_user(const shell::Script& script);

/// Whether the program that a stage's ENTRYPOINT or CMD names gives up root by itself: one of them, or a script of the
/// build context or of the Dockerfile that calls one. False also where the script cannot be followed.
bool gives_up_root(const Project& project, const Dockerfile& dockerfile, const dockerfile::Stage& stage);

}  // namespace seaworthy::project
