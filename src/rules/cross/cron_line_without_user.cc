#include "rules/rule.h"

#include <string_view>

#include "dockerfile/says.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cron_line_without_user {

/// A folder of the repository that is laid out like the one of the host.
static bool in_cron_folder(const project::File& file) {
  return file.path.starts_with("cron.d/") || contains(file.path, "/cron.d/");
}

/// `where` is the instruction that copies the table; not valid when its folder in the repository says what it is.
static void check_table(const project::File& file, Span where, Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  const std::vector<CronLine> lines = cron_table(report.project().sources[file.source]);
  const auto tell_copy = [&](Builder finding, std::string_view job) {
    if (where.valid()) finding.note(where, "It is copied there");
    if (is_backup_name(job)) finding.rung(Rung::keep);
  };
  for (const CronLine& line : lines) {
    const std::string_view word = line.behind_times.substr(0, line.behind_times.find_first_of(" \t"));
    if (!is_cron_command(word)) continue;
    tell_copy(
        report.at({file.source, line.offset, line.offset + static_cast<std::uint32_t>(word.size())},
                  "A table in `/etc/cron.d` names the account first, so cron takes `{}` for one; put `root` in front",
                  word),
        line.behind_times);
    return;
  }
  // Cron ignores a table whose last line has no end.
  if (!lines.empty() && !text.ends_with('\n')) {
    const auto end = static_cast<std::uint32_t>(text.size());
    tell_copy(report.at({file.source, lines.back().offset, end},
                        "The last line has no line end, so cron refuses the whole table"),
              text);
  }
}

/// Tables that the Dockerfile copies to /etc/cron.d.
static bool check_copies(const project::Dockerfile& dockerfile, Report& report) {
  for (const project::BuildUse& build : dockerfile.builds) {
    if (!build.context_known) continue;
    bool asks = false;
    for (const dockerfile::Instruction* const instruction : dockerfile.parsed->instructions) {
      if (instruction->op != dockerfile::Op::copy || instruction->flag("from") != nullptr ||
          instruction->arguments.size() != 2 || !instruction->arguments[1].literal ||
          !instruction->arguments[1].text.starts_with("/etc/cron.d/"))
        continue;
      const auto path = project::join_path(build.context, instruction->arguments[0].text);
      const project::File* const file = path.has_value() ? report.project().file(*path) : nullptr;
      if (file == nullptr || !file->has_content || in_cron_folder(*file)) continue;
      asks = true;
      // `crontab /etc/cron.d/jobs` makes a table of the account's own of it, which has no such column.
      bool installed = false;
      for (const dockerfile::Instruction* const other : dockerfile.parsed->instructions)
        installed = installed || says(*other, "crontab /etc/cron.d") || says(*other, "crontab\", \"/etc/cron.d");
      if (installed) continue;
      check_table(*file, instruction->span, report);
    }
    return asks;
  }
  return false;
}

/// Tables that a script puts there: `install -m 0644 backup.cron /etc/cron.d/backup`, `cp`.
static bool check_installed(const project::File& script, Report& report) {
  if (script.script == nullptr || script.script->root == nullptr) return false;
  bool asks = false;
  for (const shell::Node* const node : script.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (!is_one_of("install cp mv ln", command.program)) continue;
    const std::vector<const shell::Word*> operands = command.operands({"-m", "-o", "-g", "--mode"});
    if (operands.size() != 2 || !operands[1]->text.starts_with("/etc/cron.d")) continue;
    // Scripts are called from their own folder or from the root.
    const project::File* table = nullptr;
    for (const std::string_view folder : {std::string_view(), project::parent_path(script.path)})
      if (const auto path = project::join_path(folder, operands[0]->text); path.has_value() && table == nullptr)
        table = report.project().file(*path);
    if (table == nullptr || !table->has_content || in_cron_folder(*table)) continue;
    asks = true;
    check_table(*table, node->span, report);
  }
  return asks;
}

static void check(const project::Project& project, Report& report) {
  bool asks = false;
  for (const project::File& file : project.files) asks = check_installed(file, report) || asks;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) asks = check_copies(dockerfile, report) || asks;
  for (const project::File& file : project.files) {
    if (!file.has_content || file.ignored || !in_cron_folder(file)) continue;
    asks = true;
    check_table(file, {}, report);
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
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::cron_line_without_user
