#pragma once

#include "project/model.h"

namespace seaworthy::rules {

/// Whether a service uses a file, and not a file or folder whose path begins with that word.
inline bool is_by_service(const project::Use& use) { return use.by.starts_with("service `"); }
/// Whether a service starts a script.
inline bool is_start_of_service(const project::Use& use) { return use.how == "runs" && is_by_service(use); }

}  // namespace seaworthy::rules
