#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Lines of cron tables and the schedules in them.
namespace seaworthy::rules {

/// A line of a table with the columns of the time cut off.
struct CronLine {
  Span time;                      ///< "15 2 * * *" or "@daily"
  std::string_view behind_times;  ///< "root /backup.sh" or "/backup.sh"; to the end of the line.
  std::uint32_t offset = 0;       ///< Of that in the file.
};
/// The jobs of a table; comments, variables and everything else is left out.
std::vector<CronLine> cron_table(const Source& table);
/// Whether the word in front of a job can only be a command: a path, a program that every system has.
bool is_cron_command(std::string_view word);

/// What is wrong with the time of a job, as the end of a sentence ("has minute 75"); nothing when it comes due some day
/// or cannot be read. Takes five columns, or six with seconds in front.
std::optional<std::string> never_due(std::string_view schedule);

}  // namespace seaworthy::rules
