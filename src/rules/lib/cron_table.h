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
/// The job of one line, without the columns of the time; "" when the line is no job.
std::string_view job_of_line(std::string_view line);
/// Whether the word in front of a job can only be a command: a path, a program that every system has.
bool is_cron_command(std::string_view word);

/// Whether a path is that of one account's table: BusyBox keeps them in one place, Vixie's cron in another.
bool is_table_of_account(std::string_view path);
/// The account in front of a command, as tables of the system have it; "" when the command stands there.
std::string_view account_in_front(std::string_view job);

/// The path of the program that a job runs, of its own or as the script of a shell; "" when it names none by its path.
std::string_view program_of_job(std::string_view job);

/// What is wrong with the time of a job, as the end of a sentence ("has minute 75"); nothing when it comes due some day
/// or cannot be read. Takes five columns, or six with seconds in front.
std::optional<std::string> never_due(std::string_view schedule);

/// A schedule that picks an hour or a day and leaves its first column open, so that it comes due all the time in it.
struct DueTooOften {
  std::string_view when;  ///< "every minute of that hour"
  std::string meant;      ///< "0 1 * * *" for "* 1 * * *"
};
/// Nothing for other schedules, ranges of hours and days included: those are meant to be busy.
std::optional<DueTooOften> due_too_often(std::string_view schedule);

}  // namespace seaworthy::rules
