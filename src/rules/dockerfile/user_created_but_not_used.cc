#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/accounts.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_created_but_not_used {

static bool drops_by_itself(const dockerfile::Instruction* instruction, Report& report) {
  if (instruction == nullptr) return false;
  const std::string_view text = report.text(instruction->span);
  for (const std::string_view part :
       {"gosu",       "su-exec", "setpriv", "runuser",  "s6-",     "init",    "runit",   "runsv",     "supervisord",
        "entrypoint", ".sh",     "su ",     "chroot",   "sudo",    "user=",   "--user",  "uid",       "sshd",
        "nginx",      "httpd",   "apache2", "postgres", "mysqld",  "php-fpm", "crond",   "cron",      "unbound",
        "named",      "dnsmasq", "squid",   "dovecot",  "postfix", "haproxy", "chronyd", "mosquitto", "uwsgi"})
    if (contains(text, part)) return true;
  return false;
}

/// Whether a script has the name as a word of its own.
static bool names(std::string_view text, std::string_view account) {
  const auto is_part = [](char letter) {
    return is_digit(letter) || letter == '_' || letter == '-' || letter == '/' || letter == '.' ||
           (lower(letter) >= 'a' && lower(letter) <= 'z');
  };
  for (std::size_t at = text.find(account); at != std::string_view::npos; at = text.find(account, at + 1)) {
    const std::size_t end = at + account.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const std::vector<Account> created = accounts(stage);
  if (created.empty() || is_windows_stage(stage) || is_development_stage(stage)) return report.skip();
  if (stage.user.span.valid() && !is_root(stage.user.value)) return;
  if (!stage.user.span.valid() && !stage.user.value.empty() && !is_root(stage.user.value)) return;
  // A base that runs as somebody else already.
  const knowledge::Image* const image = knowledge::image(stage.root().base);
  if (!stage.user.span.valid() &&
      ((image != nullptr && !image->user.empty() && !is_root(image->user)) || contains(stage.root().base, "nonroot")))
    return report.skip();
  // Nobody knows as whom an unknown base runs.
  if (!stage.user.span.valid() && image == nullptr) return report.skip();
  if (drops_by_itself(stage.entrypoint, report) || drops_by_itself(stage.cmd, report)) return report.skip();
  if (stage.entrypoint == nullptr && stage.cmd == nullptr) return report.skip();
  // Files given to the account show that a process started as root works for it.
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "gosu") || contains(text, "su-exec") || contains(text, "s6-overlay")) return report.skip();
    }
  const Account& account = created.front();
  // A script beside the Dockerfile that names the account gives up root for it, or hands it files.
  if (const project::File* const own = report.project().file(stage.from->span.file); own != nullptr)
    for (const project::File& file : report.project().files)
      if ((file.kind == project::FileKind::script || file.kind == project::FileKind::entrypoint) &&
          project::is_below(file.path, project::parent_path(own->path)) &&
          names(report.project().sources[file.source].text(), account.name->text))
        return report.skip();
  // `ENV APP_USER=app` tells whoever starts the program as whom.
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions)
      if (instruction->op == dockerfile::Op::env)
        for (const dockerfile::Pair& pair : instruction->pairs)
          if (pair.value.text == account.name->text) return report.skip();
  // A variable of the step is none of the file's.
  const bool is_known =
      account.name->literal || std::ranges::any_of(stage.variables, [&](const dockerfile::Variable& variable) {
        return contains(account.name->text, variable.name);
      });
  Builder finding =
      is_known
          ? report.at(account.name->span, "`{}` is created and never used: the program runs as root; add `USER {}`",
                      account.name->text, account.name->text)
          : report.at(account.name->span,
                      "`{}` is created and never used: the program runs as root; add `USER` and its name",
                      account.name->text);
  if (stage.user.span.valid()) finding.note(stage.user.span, "Root again from here on");
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr && stage.entrypoint->stage == &stage
                                                   ? stage.entrypoint
                                               : stage.cmd != nullptr && stage.cmd->stage == &stage ? stage.cmd
                                                                                                    : nullptr;
  if (start != nullptr && account.name->literal && !stage.user.span.valid())
    finding.fix(Safety::review, "Run as the account", {start->span.file, start->span.begin, start->span.begin},
                "USER " + std::string(is_number(account.uid) ? account.uid : account.name->text) + "\n");
}

extern const Rule rule = {
    .code = "SW1182",
    .summary = "Account created but not used",
    .why =
        "Somebody meant the program to run without root, and the line that does it is missing: a hole in the program "
        "is "
        "root in the container.",
    .remedy = "Add `USER` with the account before ENTRYPOINT and CMD, and give it the folders that it writes.",
    .peers = "tally:tally/user-created-but-never-used",
    .differs =
        "Entrypoint scripts and daemons that change the user by themselves are left out, for they can be read by no "
        "rule of "
        "a single file.",
    .controls = "CIS Docker 1.6:4.1",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::user_created_but_not_used
