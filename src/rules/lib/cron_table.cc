#include "rules/lib/cron_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

bool is_time(std::string_view word) {
  return !word.empty() && (is_digit(word.front()) || word.front() == '*') &&
         word.find_first_not_of("0123456789*/,-") == std::string_view::npos;
}

/// A column of a schedule: its name and the numbers that it takes.
struct Column {
  std::string_view name;
  int least;
  int most;
};
constexpr std::array<Column, 5> columns = {
    Column{"minute", 0, 59}, {"hour", 0, 23}, {"day", 1, 31}, {"month", 1, 12}, {"weekday", 0, 7}};

/// The numbers of a column as bits; nothing when it holds names or what only some cron understands.
std::optional<std::uint64_t> numbers_of(std::string_view text, const Column& column, std::optional<int>& outside) {
  std::uint64_t bits = 0;
  while (true) {
    std::string_view item = before(text, ',');
    const std::string_view range = before(item, '/');
    const auto number = [](std::string_view digits) {
      int value = -1;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return error == std::errc() && end == digits.data() + digits.size() ? value : -1;
    };
    int first = column.least;
    int last = column.most;
    if (range != "*") {
      first = last = number(before(range, '-'));
      if (contains(range, "-")) last = number(range.substr(range.find('-') + 1));
      if (first < 0 || last < 0) return std::nullopt;
      if (first > column.most || (first < column.least && last < column.least)) outside = first;
      if (last > column.most) outside = last;
      if (outside.has_value()) return bits;
      if (range.size() != item.size() && !contains(range, "-")) last = column.most;
    }
    for (int at = first; at <= last; ++at) bits |= std::uint64_t{1} << static_cast<unsigned>(at);
    if (item.size() == text.size()) return bits;
    text.remove_prefix(item.size() + 1);
  }
}

/// Days of the longest month among `months`.
int longest(std::uint64_t months) {
  constexpr std::array<int, 13> days = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int most = 0;
  for (std::size_t month = 1; month < days.size(); ++month)
    if ((months >> month & 1) != 0) most = std::max(most, days[month]);
  return most;
}

std::vector<std::string_view> words_of(std::string_view schedule) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < schedule.size();) {
    const std::size_t end = std::min(schedule.find_first_of(" \t", begin), schedule.size());
    if (end > begin) words.push_back(schedule.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// Whether a column picks single times: `1`, `1,13`, `*/2`, and no range of them.
bool picks(std::string_view column) {
  return column != "*" && column != "*/1" && (!contains(column, "-") || contains(column, "/"));
}

/// Where the parts of a line of a table are.
struct Columns {
  std::size_t time_begin = 0, time_end = 0;
  std::string_view job;  ///< "" when the line is no job.
};

Columns columns_of(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::size_t at = 0;
  const auto skip = [&] {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  };
  skip();
  Columns result{at, at, {}};
  const bool nickname = at < line.size() && line[at] == '@';
  for (int column = 0; column < (nickname ? 1 : 5); ++column) {
    const std::size_t word = at;
    while (at < line.size() && line[at] != ' ' && line[at] != '\t') ++at;
    // Month and weekday may be names.
    if (!nickname && !is_time(line.substr(word, at - word)) && (column < 3 || at - word < 3 || at - word > 7))
      return {};
    result.time_end = at;
    skip();
  }
  result.job = line.substr(at);
  return result;
}

}  // namespace

std::vector<CronLine> cron_table(const Source& table) {
  const std::string_view text = table.text();
  std::vector<CronLine> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const Columns found = columns_of(text.substr(begin, end - begin));
    if (!found.job.empty())
      lines.push_back({{table.id(), static_cast<std::uint32_t>(begin + found.time_begin),
                        static_cast<std::uint32_t>(begin + found.time_end)},
                       found.job,
                       static_cast<std::uint32_t>(found.job.data() - text.data())});
    begin = end + 1;
  }
  return lines;
}

std::string_view job_of_line(std::string_view line) { return columns_of(line).job; }

std::string_view program_of_job(std::string_view job) {
  if (const std::string_view account = account_in_front(job); !account.empty()) job.remove_prefix(account.size());
  for (bool first = true;; first = false) {
    job.remove_prefix(std::min(job.find_first_not_of(" \t"), job.size()));
    const std::string_view word = job.substr(0, job.find_first_of(" \t;&|<>"));
    if (word.starts_with('/') && !is_one_of("sh bash ash python python3 node", base_name(word))) return word;
    if (!first || !is_one_of("sh bash ash python python3 node", base_name(word))) return {};
    job.remove_prefix(word.size());
  }
}

bool is_cron_command(std::string_view word) {
  return word.starts_with('/') || word.starts_with("./") || word.starts_with('.') || contains(word, "=") ||
         is_one_of("cd sh bash python python3 php node curl wget docker echo find certbot pg_dump flock", word);
}

std::optional<std::string> never_due(std::string_view schedule) {
  std::vector<std::string_view> words = words_of(schedule);
  if (words.size() == 6) words.erase(words.begin());
  if (words.size() != columns.size()) return std::nullopt;
  std::array<std::uint64_t, columns.size()> numbers{};
  for (std::size_t at = 0; at < columns.size(); ++at) {
    std::optional<int> outside;
    const auto bits = numbers_of(words[at], columns[at], outside);
    if (!bits.has_value()) return std::nullopt;
    if (outside.has_value())
      return "asks for " + std::string(columns[at].name) + " " + std::to_string(*outside) + ", and there are " +
             std::to_string(columns[at].least) + " to " + std::to_string(columns[at].most);
    numbers[at] = *bits;
  }
  if (numbers[2] == 0 || words[4] != "*") return std::nullopt;
  int day = 1;
  while ((numbers[2] >> static_cast<unsigned>(day) & 1) == 0) ++day;
  if (day > longest(numbers[3]))
    return "asks for day " + std::to_string(day) + " of a month that has " + std::to_string(longest(numbers[3]));
  return std::nullopt;
}

std::optional<DueTooOften> due_too_often(std::string_view schedule) {
  std::vector<std::string_view> words = words_of(schedule);
  if (words.size() != columns.size() && words.size() != columns.size() + 1) return std::nullopt;
  // Names of months and weekdays apart, each word is a time.
  for (std::size_t at = 0; at + 2 < words.size(); ++at)
    if (!is_time(words[at])) return std::nullopt;
  const bool has_seconds = words.size() > columns.size();
  const std::size_t minute = has_seconds ? 1 : 0, hour = minute + 1, day = hour + 1, weekday = day + 2;
  const auto set_to_once = [&](std::size_t until) {
    for (std::size_t at = 0; at <= until; ++at)
      if (words[at] == "*") words[at] = "0";
  };
  DueTooOften found;
  if (has_seconds && words[0] == "*" && picks(words[minute])) {
    found.when = "every second of that minute";
    set_to_once(0);
  } else if (words[minute] == "*" && picks(words[hour])) {
    found.when = is_number(words[hour]) ? "every minute of that hour" : "every minute of those hours";
    set_to_once(minute);
  } else if (words[minute] == "*" && words[hour] == "*" && (is_number(words[day]) || is_number(words[weekday]))) {
    found.when = "every minute of that day";
    set_to_once(hour);
  } else {
    return std::nullopt;
  }
  for (const std::string_view word : words) (found.meant += found.meant.empty() ? "" : " ") += word;
  return found;
}

bool is_table_of_account(std::string_view path) {
  return path.starts_with("/etc/crontabs/") || path.starts_with("/var/spool/cron/");
}

std::string_view account_in_front(std::string_view job) {
  const std::string_view word = job.substr(0, job.find_first_of(" \t"));
  if (word.size() == job.size()) return {};
  std::string_view rest = job.substr(word.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const bool before_command = is_cron_command(rest.substr(0, rest.find_first_of(" \t")));
  return before_command && is_one_of("root www-data nobody", word) ? word : std::string_view();
}

}  // namespace seaworthy::rules
