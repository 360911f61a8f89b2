#pragma once

#include <string>
#include <vector>

#include "project/model.h"

/// Programs that a container's own shell puts into a cron table: `echo '0 2 * * * /jobs/backup.sh' | crontab -`.
namespace seaworthy::rules {

struct ScheduledProgram {
  std::string path;  ///< In the container, absolute.
  Span span;         ///< The word that holds the line of the table.
};

/// What the start of a service and the steps of its image plan, in order.
std::vector<ScheduledProgram> scheduled_programs(const project::Project& project, const project::Service& service);
/// Those of them that the container does not have.
std::vector<ScheduledProgram> missing_scheduled_programs(const project::Project& project,
                                                         const project::Service& service);

}  // namespace seaworthy::rules
