#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

/// Scripts of the repository that cron starts: by a table, by a script that writes one, or by a guide that says so.
namespace seaworthy::rules {

/// A job that names its program by a path.
struct PlannedJob {
  std::string_view program;
  bool changes_folder = false;  ///< It enters a folder before it starts the program.
  Span span;                    ///< The whole line, or what of it stands in quotes.
};

/// All of them, in order of place.
const std::vector<PlannedJob>& planned_jobs(const project::Project& project);

/// The job that runs a script: by its path in the repository, or by a name that no other file has. Null for none.
const PlannedJob* planned_job(const project::Project& project, const project::File& script);

}  // namespace seaworthy::rules
