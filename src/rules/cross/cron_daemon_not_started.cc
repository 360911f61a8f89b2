#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "project/container_files.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cron_daemon_not_started {

static constexpr std::string_view folders[] = {"/etc/crontabs", "/etc/cron.d", "/var/spool/cron/crontabs"};

/// The instruction that gives the image a table for cron; null when none does.
static const dockerfile::Instruction* table_of(const project::Project& project, const dockerfile::Stage& stage) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) {
      if (instruction->arguments.size() < 2) continue;
      const std::string target =
          project::copy_destination(*instruction, project::working_directory_at(*instruction)).path;
      if (std::ranges::any_of(folders, [&](std::string_view folder) { return project::is_below(target, folder); }))
        return instruction;
    }
    if (instruction->op != dockerfile::Op::run) continue;
    const std::string_view text = project.sources.text(instruction->span);
    if (contains(text, "> /etc/crontabs/") || contains(text, "> /etc/cron.d/") || contains(text, "| crontab -") ||
        contains(text, " crontab /"))
      return instruction;
  }
  return nullptr;
}

/// Whether the start speaks of cron, or hands over to something that may start it: a supervisor, a script or a program
/// of which nothing is known.
static bool may_start_it(const project::Project& project, const project::Service& service) {
  if (!service.command && !service.entrypoint) return true;
  for (const project::CommandInForce* const part : {&service.entrypoint, &service.command})
    for (const std::string_view word : part->words)
      for (const std::string_view sign : {"cron", "supervisor", "/init", "s6-", "runsv", "circus", "honcho", "pm2",
                                          "foreman", "monit", "systemd", "chaperone", "go-crond", "ofelia"})
        if (contains(word, sign)) return true;
  if (service.startup != nullptr && service.startup->root != nullptr)
    return contains(project.sources.text(service.startup->root->span), "cron");
  // A script that cannot be read may do anything.
  for (const project::CommandInForce* const part : {&service.entrypoint, &service.command})
    for (const std::string_view word : part->words)
      if (word.ends_with(".sh") || contains(word, "entrypoint") || contains(word, "/start")) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || service.dockerfile == nullptr || service.image == nullptr)
    return report.skip();
  const dockerfile::Instruction* const table = table_of(report.project(), *service.stage);
  if (table == nullptr) return report.skip();
  // One image may do its work in one service and its jobs in another.
  for (std::size_t number = 0; number < report.project().container_count(); ++number) {
    const project::Service& other = report.project().container(number);
    if (other.dockerfile == service.dockerfile && may_start_it(report.project(), other)) return;
  }
  report
      .at(table->span, "`{}` has a table for cron, and nothing in its start runs the daemon, so no job is ever started",
          service.name)
      .note(service.command.span.valid() ? service.command.span : service.span, "This is what it starts");
}

extern const Rule rule = {
    .code = "SW4159",
    .summary = "Cron table in an image that starts no daemon",
    .why =
        "A container has no daemons but those that its start runs. The table lies there, and no job is ever started.",
    .remedy =
        "Start `crond -f` (BusyBox) or `cron -f` (Debian) in a service of its own, or let a supervisor run it beside "
        "the program.",
    .references = "https://docs.docker.com/engine/containers/multi-service_container/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "start the daemon that reads their cron table",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::cron_daemon_not_started
