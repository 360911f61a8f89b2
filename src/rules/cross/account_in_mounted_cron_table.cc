#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/cron_table.h"
#include "rules/rule.h"

namespace seaworthy::rules::account_in_mounted_cron_table {

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !is_table_of_account(mount.target)) continue;
    const project::File* const file =
        project::container_file(report.project(), service, std::string(mount.target)).file;
    if (file == nullptr || !file->has_content) continue;
    asks = true;
    for (const CronLine& line : cron_table(report.project().sources[file->source])) {
      const std::string_view account = account_in_front(line.behind_times);
      if (account.empty()) continue;
      report
          .at({file->source, line.offset, line.offset + static_cast<std::uint32_t>(account.size())},
              "The table of one account names none, so `{}` is run as a program here; leave it out", account)
          .note(mount.span(), "It becomes the table of one account here");
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4081",
    .summary = "Account in a cron table of one account that is mounted",
    .why = "Only tables of the system have a column for the account: every run ends with `root: not found`.",
    .remedy = "Drop the account from the line, or mount the table below `/etc/cron.d` of an image with Vixie's cron.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::account_in_mounted_cron_table
