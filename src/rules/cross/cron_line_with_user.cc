#include "rules/rule.h"

#include <string_view>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cron_line_with_user {

/// What stands behind the five columns of a time; "" when these are none.
static std::string_view behind_times(std::string_view line) {
  for (int column = 0; column < 5; ++column) {
    const std::size_t end = line.find(' ');
    if (end == std::string_view::npos ||
        line.substr(0, end).find_first_not_of("0123456789*/,-") != std::string_view::npos)
      return {};
    line.remove_prefix(end + 1);
  }
  return line;
}

static void tell(Span account, std::string_view name, std::string_view job, Span where, Report& report) {
  Builder finding =
      report.at(account, "The table of one account names none, so `{}` is run as a program here; leave it out", name);
  if (where.valid()) finding.note(where, "It becomes the table of one account here");
  if (is_backup_name(job)) finding.rung(Rung::keep);
}

/// A table of the repository that the Dockerfile copies to where those of accounts are.
static bool check_copy(const dockerfile::Instruction& copy, std::string_view context, Report& report) {
  if (copy.flag("from") != nullptr || copy.arguments.size() != 2 || !is_table_of_account(copy.arguments[1].text))
    return false;
  const auto path = project::join_path(context, copy.arguments[0].text);
  const project::File* const file = path.has_value() ? report.project().file(*path) : nullptr;
  if (file == nullptr || !file->has_content) return false;
  for (const CronLine& line : cron_table(report.project().sources[file->source])) {
    const std::string_view account = account_in_front(line.behind_times);
    if (account.empty()) continue;
    tell({file->source, line.offset, line.offset + static_cast<std::uint32_t>(account.size())}, account,
         line.behind_times, copy.span, report);
    break;
  }
  return true;
}

/// `echo "0 3 * * * root /backup.sh" >> /etc/crontabs/root`, `... | crontab -`
static bool check_written(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr) return false;
  bool asks = false;
  for (const shell::Node* const node : run.script->commands) {
    if (!is_one_of("echo printf", shell::invocation(*node).program)) continue;
    const std::string_view line = report.text(run.span);
    if (!contains(line, "/etc/crontabs/") && !contains(line, "/var/spool/cron/") && !contains(line, "crontab -"))
      continue;
    for (const shell::Word& word : shell::invocation(*node).arguments) {
      const std::string_view job = behind_times(word.text);
      if (job.empty()) continue;
      asks = true;
      if (const std::string_view account = account_in_front(job); !account.empty())
        tell(word.span, account, job, {}, report);
    }
  }
  return asks;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions) {
    if (instruction->op == dockerfile::Op::run) asks = check_written(*instruction, report) || asks;
    if (instruction->op != dockerfile::Op::copy || dockerfile.builds.empty() ||
        !dockerfile.builds.front().context_known)
      continue;
    asks = check_copy(*instruction, dockerfile.builds.front().context, report) || asks;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4740",
    .summary = "Table of one account that names an account",
    .why = "Cron runs a program called `root`, which does not exist, and says so in a log that nobody reads.",
    .remedy = "Write `MINUTE HOUR DAY MONTH WEEKDAY COMMAND`; only tables in `/etc/cron.d` name the account.",
    .references = "https://manpages.debian.org/bookworm/cron/crontab.5.en.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::cron_line_with_user
