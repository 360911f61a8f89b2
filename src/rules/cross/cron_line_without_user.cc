#include "rules/rule.h"

#include <string_view>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cron_line_without_user {

/// A line of a table with the columns in front of the command cut off.
struct CronLine {
  std::string_view behind_times;  ///< "root /backup.sh" or "/backup.sh".
  std::uint32_t offset = 0;       ///< Of that.
};

static bool is_time(std::string_view word) {
  return !word.empty() && (is_digit(word.front()) || word.front() == '*') &&
         word.find_first_not_of("0123456789*/,-") == std::string_view::npos;
}

static std::vector<CronLine> lines_of(std::string_view text) {
  std::vector<CronLine> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::size_t at = begin;
    const auto skip = [&] {
      while (at < end && (text[at] == ' ' || text[at] == '\t')) ++at;
    };
    skip();
    const bool nickname = at < end && text[at] == '@';
    bool right = at < end;
    for (int column = 0; column < (nickname ? 1 : 5) && right; ++column) {
      const std::size_t word = at;
      while (at < end && text[at] != ' ' && text[at] != '\t') ++at;
      right = nickname || is_time(text.substr(word, at - word));
      skip();
    }
    if (right && at < end)
      lines.push_back({text.substr(at, end - at - (text[end - 1] == '\r' ? 1 : 0)), static_cast<std::uint32_t>(at)});
    begin = end + 1;
  }
  return lines;
}

/// Whether the word in front can only be a command: a path, a program of every system.
static bool is_command(std::string_view word) {
  return word.starts_with('/') || word.starts_with("./") || word.starts_with('.') || contains(word, "=") ||
         is_one_of("cd sh bash python python3 php node curl wget docker echo find certbot pg_dump flock", word);
}

static void check_table(const project::File& file, Span where, Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  const std::vector<CronLine> lines = lines_of(text);
  for (const CronLine& line : lines) {
    const std::string_view word = line.behind_times.substr(0, line.behind_times.find_first_of(" \t"));
    if (!is_command(word)) continue;
    report
        .at({file.source, line.offset, line.offset + static_cast<std::uint32_t>(word.size())},
            "A table in `/etc/cron.d` names the account first, so cron takes `{}` for one; put `root` in front", word)
        .note(where, "It is copied there");
    return;
  }
  // Cron ignores a table whose last line has no end.
  if (!lines.empty() && !text.ends_with('\n')) {
    const auto end = static_cast<std::uint32_t>(text.size());
    report.at({file.source, lines.back().offset, end}, "The last line has no line end, so cron refuses the whole table")
        .note(where, "It is copied there");
  }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const project::BuildUse& build : dockerfile.builds) {
    if (!build.context_known) continue;
    for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions) {
      if (instruction->op != dockerfile::Op::copy || instruction->flag("from") != nullptr ||
          instruction->arguments.size() != 2 || !instruction->arguments[1].literal ||
          !instruction->arguments[1].text.starts_with("/etc/cron.d/"))
        continue;
      const auto path = project::join_path(build.context, instruction->arguments[0].text);
      const project::File* const file = path.has_value() ? report.project().file(*path) : nullptr;
      if (file == nullptr || !file->has_content) continue;
      asks = true;
      // `crontab /etc/cron.d/jobs` makes a table of the account's own of it, which has no such column.
      bool installed = false;
      for (const dockerfile::Instruction* const other : dockerfile.parsed->instructions)
        installed = installed || contains(other->line.text, "crontab /etc/cron.d") ||
                    contains(other->line.text, "crontab\", \"/etc/cron.d");
      if (installed) continue;
      check_table(*file, instruction->span, report);
    }
    break;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4593",
    .summary = "Table in /etc/cron.d without an account",
    .why = "Cron reports a bad account in a log that nobody reads, and the job never runs.",
    .remedy = "Write `MINUTE HOUR DAY MONTH WEEKDAY root COMMAND`, and end the last line.",
    .references = "https://manpages.debian.org/bookworm/cron/crontab.5.en.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::cron_line_without_user
