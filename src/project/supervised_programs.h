#pragma once

#include <vector>

#include "project/container_files.h"

namespace seaworthy::project {

/// The programs that a supervisord of the service starts by itself, as the `[program:NAME]` sections of its
/// configuration in the repository say; empty for a service that runs no supervisord. Commands of which only a run can
/// tell the program are left out.
std::vector<StartedProgram> supervised_programs(const Project& project, const Service& service);

}  // namespace seaworthy::project
